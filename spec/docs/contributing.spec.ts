import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, textOf } from '../support/sources';

describe('docs/contributing.md', () => {
  const text = textOf('docs/contributing.md');
  const section = text.slice(text.indexOf('## Two walks'), text.indexOf('## Words'));

  it('names files that there are', () => {
    const named = [...section.matchAll(/`([a-z-]+(?:\/[a-z-]+)+\.ts)`/g)].map(([, name = '']) => name);
    const absent = named.filter(
      (name) => !existsSync(join(root, name)) && !existsSync(join(root, 'lib', name)),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(absent).toEqual([]);
  });
});
