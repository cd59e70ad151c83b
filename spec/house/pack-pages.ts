import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root, textOf } from '../support/sources';
import { pages } from './fences';
import { manifest } from './subpaths';

// The pages as the package has them. `npm pack` and `npm publish` run this before and after: what a page links to is in
// the package or is not a link there, and README.md, which the registry shows by itself, links to where its files can be
// read.

const host = 'https://unpkg.com';
const kept = join(root, 'node_modules', '.cache', 'mdctx-pages');

/** Reports whether a path of the project is in the package: a file of it, or a folder that has some. */
function isPacked(path: string): boolean {
  if (/^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/.test(path)) return true;
  if (/\.spec\.ts$/.test(path) || /^docs\/performance(\/|$)/.test(path)) return false;
  return /^(docs|spec\/examples)(\/|$)/.test(path);
}

/** Returns a page with its links as they are in the package. */
export function packedPage(page: string, source: string): string {
  return source.replaceAll(
    /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g,
    (whole, image: string, text: string, link: string) => {
      if (/^([a-z]+:|#)/.test(link)) return whole;
      const [path = '', heading] = link.split('#');
      const target = posix.normalize(posix.join(posix.dirname(page), path));
      if (!isPacked(target)) return image === '' ? text : '';
      if (page !== 'README.md') return whole;
      return `${image}[${text}](${host}/${manifest.name}@${manifest.version}/${target}${heading ? `#${heading}` : ''})`;
    },
  );
}

/** Writes the pages as the package has them, and keeps what they were. */
function before(): void {
  after(); // a run that was cut short
  for (const page of pages()) {
    const source = textOf(page);
    const packed = packedPage(page, source);
    if (packed === source) continue;
    const copy = join(kept, page);
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, source);
    writeFileSync(join(root, page), packed);
  }
}

/** Writes back what the pages were. */
function after(): void {
  for (const page of pages()) {
    const copy = join(kept, page);
    if (existsSync(copy)) writeFileSync(join(root, page), readFileSync(copy, 'utf8'));
  }
  rmSync(kept, { recursive: true, force: true });
}

if (require.main === module) {
  if (process.argv[2] === 'after') after();
  else before();
}
