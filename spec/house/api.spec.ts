import ts from 'typescript';
import { inNode } from '../support/node';
import { textOf } from '../support/sources';
import { describeApi, exported } from './api';
import { subpaths } from './subpaths';

/** Returns the lines that `text` has and `other` has not, each below its subpath. */
function missing(text: string, other: string): string[] {
  const lines = (all: string): string[] => {
    return all.split('\n\n').flatMap((section) => {
      const [heading, ...rest] = section.trimEnd().split('\n');
      return rest.map((line) => `${heading}: ${line.trim()}`);
    });
  };
  const known = new Set(lines(other));
  return lines(text).filter((line) => !known.has(line));
}

describe('docs/api.txt', () => {
  it('is the public surface; `npm run api` writes it anew', () => {
    const [written, actual] = [textOf('docs/api.txt'), describeApi()];
    const difference = { gone: missing(written, actual), added: missing(actual, written) };
    expect({ 'npm run api': difference }).toEqual({ 'npm run api': { gone: [], added: [] } });
    expect(written).toBe(actual);
  });

  it('has all that is reachable at run time', async () => {
    const names = subpaths.map(({ name }) => name);
    const reachable = await inNode<string[]>(`
      const names = ${JSON.stringify(names)};
      report(names.flatMap((name) => Object.keys(require(name)).map((key) => name + ': ' + key)));
    `);
    // A class may be exported as a type alone.
    const all = exported().filter(({ symbol }) => symbol.flags & ts.SymbolFlags.Value);
    const listed = all.map(({ subpath, name }) => `${subpath.name}: ${name}`);
    const needed = listed.filter((_, i) => !((all[i]?.symbol.flags ?? 0) & ts.SymbolFlags.Class));
    expect(reachable.filter((name) => !listed.includes(name))).toEqual([]);
    expect(needed.filter((name) => !reachable.includes(name))).toEqual([]);
  }, 60_000);

  it('has a section for each subpath', () => {
    const headings = textOf('docs/api.txt').match(/^\S.*$/gm);
    expect(headings).toEqual(subpaths.map(({ name }) => name));
  });
});
