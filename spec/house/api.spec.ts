import { textOf } from '../support/sources';
import { describeApi } from './api';
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

  it('has a section for each subpath', () => {
    const headings = textOf('docs/api.txt').match(/^\S.*$/gm);
    expect(headings).toEqual(subpaths.map(({ name }) => name));
  });
});
