import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, textOf } from '../support/sources';
import { isAbout, reachOf, rowsOf, withoutSpec } from './mirror';

describe('spec/README.md', () => {
  const rows = rowsOf(textOf('spec/README.md'));

  it('has each file of lib/ that has no spec of its name, once', () => {
    const rowsAbout = (name: string) => rows.filter((row) => isAbout(row, name)).length;
    expect(withoutSpec().filter((name) => rowsAbout(name) !== 1)).toEqual([]);
  });

  it('has nothing but such files, and folders with such files', () => {
    const own = withoutSpec();
    const idle = rows.flatMap(({ files }) =>
      files.filter((file) => !own.some((name) => isAbout({ files: [file], specs: [] }, name))),
    );
    expect(idle).toEqual([]);
  });

  it('names specs that there are, and that load the files', () => {
    const own = withoutSpec();
    const wrong = rows.flatMap((row) => {
      const files = own.filter((name) => isAbout(row, name));
      return row.specs.flatMap((spec) => {
        if (!existsSync(join(root, spec))) return [`${spec} is absent`];
        const reached = reachOf(spec);
        return files
          .filter((name) => !reached.has(`lib/${name}.ts`))
          .map((name) => `${spec} does not load ${name}`);
      });
    });
    expect(wrong).toEqual([]);
  });

  it('becomes no longer: a new file has a spec of its name', () => {
    expect(withoutSpec().length).toBeLessThanOrEqual(166);
  });
});
