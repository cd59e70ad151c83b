import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packedPage } from '../house/pack-pages';
import { manifest } from '../house/subpaths';
import { filesUnder, textOf } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';

// The pages as the package has them: what they link to is there, and README.md, which the registry shows, says where.

describe('the pages in the package', () => {
  const folder = new Folder();
  const place = join(folder.path, 'package');
  const pages = (): string[] => {
    const found = readdirSync(place, { recursive: true, encoding: 'utf8' });
    return found.filter((path) => path.endsWith('.md'));
  };
  const linksOf = (page: string): string[] => {
    const prose = readFileSync(join(place, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  };

  beforeAll(() => folder.run('tar', '-xzf', tarball()));

  it('are those of the project', () => {
    const expected = ['CHANGELOG.md', 'README.md', ...filesUnder('docs', '.md')].sort();
    expect(pages().sort()).toEqual(expected);
  });

  it('link to what is there', () => {
    const dead = pages().flatMap((page) => {
      const near = linksOf(page).filter((link) => !/^([a-z]+:|#)/.test(link));
      const missing = near.filter((link) => !existsSync(join(place, dirname(page), link.replace(/#.*/, ''))));
      return missing.map((link) => `${page}: ${link}`);
    });
    expect(dead).toEqual([]);
  });

  it('are reached from README.md wherever that is shown', () => {
    const own = `https://unpkg.com/mdctx@${manifest.version}/`;
    const links = linksOf('README.md');
    expect(links.filter((link) => !/^https:/.test(link))).toEqual([]);
    const targets = links
      .filter((link) => link.startsWith(own))
      .map((link) => link.slice(own.length).replace(/#.*/, ''));
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((target) => !existsSync(join(place, target)))).toEqual([]);
  });

  it('have the examples beside them, which import nothing that is not there', () => {
    const examples = readdirSync(join(place, 'spec', 'examples'), { recursive: true, encoding: 'utf8' });
    const dead = examples
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => {
        const file = join(place, 'spec', 'examples', path);
        const imports = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']*)'/g)].map(
          ([, name = '']) => name,
        );
        const found = (name: string): boolean => existsSync(`${join(dirname(file), name)}.ts`);
        return imports.filter((name) => !found(name)).map((name) => `${relative(place, file)}: ${name}`);
      });
    expect(dead).toEqual([]);
  });
});

describe('house.packedPage()', () => {
  it('keeps the pages of the project as they are', () => {
    expect(textOf('README.md')).toMatch(/\]\(docs\/guide\.md\)/);
  });

  it.each([
    ['docs/a.md', 'see [b](b.md#part) and [c](../spec/promises)', 'see [b](b.md#part) and c'],
    ['docs/a.md', '![plot](performance/a.svg)', ''],
    [
      'README.md',
      '[a](docs/a.md#b) [x](https://x.org) [y](#y)',
      `[a](https://unpkg.com/mdctx@${manifest.version}/docs/a.md#b) [x](https://x.org) [y](#y)`,
    ],
  ])('writes the links of %s: %s', (page, source, expected) => {
    expect(packedPage(page, source)).toBe(expected);
  });
});
