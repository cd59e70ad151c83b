import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, root, textOf } from '../support/sources';

// The TypeScript in README.md and docs/ is text of files that the specs run. Above a fence stands the place of it:
//
//     <!-- spec/examples/first.ts#server -->
//
// `#server` is what stands between `// #region server` and `// #endregion`; without it, the whole file is meant, up to
// its `// Output:`. `npm run fences` writes the text into the fences.

/** A fence of TypeScript in a page. */
export interface Fence {
  page: string;
  line: number;
  /** The comment above the fence, `spec/examples/first.ts#server`; `undefined` if none stands there. */
  place: string | undefined;
  text: string;
}

const fence =
  /^(?:<!-- (spec\/[^ #]+(?:#[^ ]+)?) -->\n+)?^([ ]*)```(ts|typescript|tsx)\b[^\n]*\n([\s\S]*?)^[ ]*```$/gm;

/** Returns the pages whose fences are kept: README.md and those under docs/. */
export function pages(): string[] {
  return ['README.md', ...filesUnder('docs', '.md')].filter((page) => existsSync(join(root, page)));
}

/** Returns the TypeScript fences of a page. */
export function fencesOf(page: string, source: string): Fence[] {
  return [...source.matchAll(fence)].map((match) => {
    const [, place, indent = '', , text = ''] = match;
    const line = source.slice(0, match.index).split('\n').length;
    return {
      page,
      line,
      place,
      text: indent === '' ? text : text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

/**
 * Returns the text that a place means.
 *
 * @throws Error if there is no such file, or not one such region in it.
 */
export function textAt(place: string, read: (path: string) => string = textOf): string {
  const [path = '', region] = place.split('#');
  const source = read(path);
  if (region === undefined) return `${(source.split(/^\/\/ Output:$/m)[0] ?? '').trim()}\n`;
  const lines = source.split('\n');
  const starts = lines.flatMap((line, i) => (line.trim() === `// #region ${region}` ? [i] : []));
  const [start, second] = starts;
  if (start === undefined || second !== undefined) {
    throw new Error(`${place}: the file must hold the region once: got it ${starts.length} times`);
  }
  const end = lines.findIndex((line, i) => i > start && line.trim() === '// #endregion');
  if (end < 0) throw new Error(`${place}: the region must end with // #endregion`);
  return dedent(lines.slice(start + 1, end));
}

function dedent(lines: string[]): string {
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return `${lines.map((line) => line.slice(margin)).join('\n')}\n`;
}

/** Returns a page with the text of each place written into its fence. */
export function refreshed(source: string, read?: (path: string) => string): string {
  return source.replaceAll(
    fence,
    (whole: string, place: string | undefined, indent: string, _, text: string) => {
      if (place === undefined) return whole;
      const fresh = textAt(place, read).replaceAll(/^(?=.)/gm, indent);
      const start = whole.lastIndexOf(text, whole.length - indent.length - 3);
      return whole.slice(0, start) + fresh + whole.slice(start + text.length);
    },
  );
}

if (require.main === module) {
  for (const page of pages()) writeFileSync(join(root, page), refreshed(textOf(page)));
}
