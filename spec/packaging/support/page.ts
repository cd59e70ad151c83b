import { textOf } from '../../support/sources';

// What a page tells its reader to paste and to type.

/** Returns the text of a section of a page, from its heading to the next of the same rank. */
export function section(page: string, title: string): string {
  const rank = /^#+/.exec(title)?.[0] ?? '#';
  const [, rest] = textOf(page).split(`\n${title}\n`);
  if (rest === undefined) throw new Error(`spec: ${page} has no section ${title}`);
  return rest.split(new RegExp(`^#{1,${rank.length}} `, 'm'))[0] ?? '';
}

/** Returns the texts of the fences of a language. */
export function fences(text: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...text.matchAll(fence)].map(([, inside = '']) => inside);
}

/** Returns the lines of the fences of `sh`. */
export function commands(text: string): string[] {
  return fences(text, 'sh').flatMap((lines) => lines.trim().split('\n'));
}
