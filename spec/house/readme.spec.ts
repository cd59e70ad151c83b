import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, textOf } from '../support/sources';
import { fencesOf, pages, refreshed, textAt } from './fences';

describe('the TypeScript in README.md and docs/', () => {
  const fences = pages().flatMap((page) => fencesOf(page, textOf(page)));

  it('names the example whose text it is', () => {
    const nameless = fences.filter(({ place }) => place === undefined);
    expect(nameless.map(({ page, line, text }) => `${page}:${line}: ${text.split('\n')[0]}`)).toEqual([]);
  });

  it('is that text; `npm run fences` writes it anew', () => {
    for (const { page, line, place, text } of fences) {
      if (place !== undefined) expect(`${page}:${line}\n${text}`).toBe(`${page}:${line}\n${textAt(place)}`);
    }
  });
});

describe('the pages', () => {
  it('say in their first sentence what they are for', () => {
    const first = (page: string): string => textOf(page).split('\n')[2] ?? '';
    const silent = pages().filter((page) => page !== 'README.md' && !/^(Read|Use|Look) /.test(first(page)));
    expect(silent).toEqual([]);
  });

  it('have links that lead somewhere', () => {
    expect(pages().flatMap((page) => deadLinks(page, textOf(page)))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has at most 150 lines', () => {
    const lines = pages().includes('README.md') ? textOf('README.md').trimEnd().split('\n') : [];
    expect(lines.length).toBeLessThanOrEqual(150);
  });

  it('has lines beside those of Go that examples run', () => {
    const [, table = ''] =
      /\| Go \| TypeScript \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(textOf('README.md')) ?? [];
    const lines = [...table.matchAll(/\| `([^`]+)` \|$/gm)].map(([, line = '']) => line);
    const examples = readdirSync(join(root, 'spec/examples')).filter((name) => name.endsWith('.ts'));
    const texts = examples.map((name) => textOf(`spec/examples/${name}`)).join('\n');
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => !texts.includes(line))).toEqual([]);
  });
});

/** Returns the links of a page, to files and to headings in them, that lead nowhere. */
function deadLinks(page: string, source: string): string[] {
  const links = [...source.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g)];
  return links.flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return [];
    const [path = '', heading] = link.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return [`${page}: ${link}`];
    const found = heading === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(heading);
    return found ? [] : [`${page}: ${link}`];
  });
}

/** Returns the names under which the headings of a page can be reached. */
function anchorsOf(source: string): string[] {
  return [...source.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => {
    return title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');
  });
}

const example = `import { run } from 'mdctx';
// #region call
  if (run) {
    run();
  }
// #endregion

// Output:
// done
`;
const read = (): string => example;

describe('house.textAt()', () => {
  it('returns a region without its margin', () => {
    expect(textAt('spec/examples/a.ts#call', read)).toBe('if (run) {\n  run();\n}\n');
  });

  it('returns a file up to what it prints', () => {
    expect(textAt('spec/examples/a.ts', read)).toMatch(/^import[\s\S]*\/\/ #endregion\n$/);
  });

  it('refuses a region that is not there', () => {
    expect(() => textAt('spec/examples/a.ts#other', read)).toThrow('got it 0 times');
  });
});

describe('house.fencesOf()', () => {
  it('finds a fence with its place and one without, and none of another language', () => {
    const page = '<!-- spec/examples/a.ts#call -->\n```ts\na();\n```\n\n```ts\nb();\n```\n\n```sh\nc\n```\n';
    expect(fencesOf('p.md', page)).toEqual([
      { page: 'p.md', line: 1, place: 'spec/examples/a.ts#call', text: 'a();\n' },
      { page: 'p.md', line: 6, place: undefined, text: 'b();\n' },
    ]);
  });
});

describe('house.refreshed()', () => {
  it('writes the text of the example and leaves the rest', () => {
    const page = 'Above\n<!-- spec/examples/a.ts#call -->\n```ts\nold();\n```\nBelow\n';
    expect(refreshed(page, read)).toBe(page.replace('old();\n', 'if (run) {\n  run();\n}\n'));
  });

  it('fills an empty fence', () => {
    const page = '<!-- spec/examples/a.ts#call -->\n```ts\n```\n';
    expect(refreshed(page, read)).toContain('```ts\nif (run) {\n  run();\n}\n```\n');
  });
});
