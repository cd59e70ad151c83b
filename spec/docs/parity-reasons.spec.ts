import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, root, textOf } from '../support/sources';

// docs/parity.md: a row whose reason is what somebody else does, Node or a runtime, names what shows that it was tried.

const somebody = /\b(Node|grpc-js|Connect|Nest)\b/;
const folder = 'spec/interop/tried';

interface Row {
  readonly section: string;
  readonly cells: readonly string[];
}

/** Returns the rows of a page, and the scripts that its sections name before their tables. */
function read(page: string): { rows: Row[]; heads: Map<string, string> } {
  const rows: Row[] = [];
  const heads = new Map<string, string>();
  for (const section of page.split('\n## ')) {
    const [name = ''] = section.split('\n');
    heads.set(name, section.slice(0, section.indexOf('\n|')));
    const lines = section.split('\n').filter((line) => /^\| (?!\|)/.test(line));
    for (const line of lines)
      rows.push({ section: name, cells: line.split(/(?<!\\)\|/).map((cell) => cell.trim()) });
  }
  return { rows, heads };
}

const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(\.\.\/(spec\/[^)]+\.ts)\)/g)].map(([, path = '']) => path);

const { rows, heads } = read(textOf('docs/parity.md'));
const ofOthers = rows.filter(({ cells }) => somebody.test(cells.at(-2) ?? ''));

describe('docs/parity.md', () => {
  it('names a script for each row whose reason is what somebody else does', () => {
    expect(ofOthers.length).toBeGreaterThan(30);
    const bare = ofOthers.filter(({ section, cells }) => {
      const links = linksOf(`${cells.join(' ')} ${heads.get(section)}`);
      return !links.some((path) => path.startsWith(folder) || path.startsWith('spec/nestjs/'));
    });
    expect(bare.map(({ cells }) => cells[1])).toEqual([]);
  });

  it('names scripts that there are', () => {
    const links = linksOf(textOf('docs/parity.md'));
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names each script that was written', () => {
    const links = new Set(linksOf(textOf('docs/parity.md')));
    expect(filesUnder(folder, '.ts').filter((path) => !links.has(path))).toEqual([]);
  });

  it('names only scripts that say what they show and how to run them', () => {
    for (const path of filesUnder(folder, '.ts')) {
      expect([path, textOf(path)]).toEqual([path, expect.stringMatching(new RegExp(`npx ts-node ${path}`))]);
      expect([path, textOf(path)]).toEqual([path, expect.stringContaining('console.log(')]);
    }
  });
});
