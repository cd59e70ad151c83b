import * as grpc from '../../lib/grpc';
import * as stub from '../../lib/stub';
import { textOf } from '../support/sources';

// The tables of docs/adapters.md and docs/porting.md, beside the functions of grpc-go 1.85 that return an option, which are in
// go-options.txt: one with its kind a line.

const options = textOf('spec/docs/go-options.txt')
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
const pages = ['docs/adapters.md', 'docs/porting.md'].map(textOf).join('\n');

/** Reports whether `name` stands in a row, alone or among others, or in a sentence. */
const isNamed = (name: string): boolean => pages.includes(`\`${name}\``) || pages.includes(`\`${name}(`);

describe('docs/adapters.md', () => {
  it.each(['ServerOption', 'DialOption', 'CallOption'])(
    'says of each %s of grpc-go what it becomes',
    (kind) => {
      const own = options.filter(([of]) => of === kind).map(([, name = '']) => name);
      expect(own.length).toBeGreaterThan(15);
      const ours = new Set(Object.keys({ ...stub, ...grpc }).map((name) => `grpc.${name}`));
      // The options of a call have Go's names: the page lists them so.
      const missing = own.filter((name) => !isNamed(name) && !(kind === 'CallOption' && ours.has(name)));
      expect(missing).toEqual([]);
    },
  );

  it('names functions that there are', () => {
    const rows = textOf('docs/adapters.md')
      .split('\n')
      .filter((line) => line.startsWith('| `grpc.'));
    const used = rows.flatMap((row) => [...row.matchAll(/`([A-Za-z]\w+)\(/g)].map(([, name = '']) => name));
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((name) => !Object.hasOwn(stub, name))).toEqual([]);
  });
});
