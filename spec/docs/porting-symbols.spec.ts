import * as mdctx from '../../lib';
import * as codes from '../../lib/codes';
import * as context from '../../lib/context';
import * as grpc from '../../lib/grpc';
import * as metadata from '../../lib/metadata';
import * as status from '../../lib/status';
import * as stub from '../../lib/stub';
import { textOf } from '../support/sources';

// The table of docs/porting.md, beside the symbols that spec/interop/go/symbols has found in grpc-go's examples.

/** The rows of the table below `heading`, by what stands left and right. */
function rowsBelow(heading: string): Array<readonly [left: string, right: string]> {
  const [, section = ''] = textOf('docs/porting.md').split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, left = '', right = ''] = line.split(/(?<!\\)\| /);
      return [left.trim(), right.replace(/\|\s*$/, '').trim()] as const;
    });
}

const rows = rowsBelow('Symbol by symbol');
const symbols = textOf('spec/docs/go-symbols.txt').trim().split('\n');
const codeOf = (text: string): string[] => [...text.matchAll(/(`+)(.+?)\1/g)].map(([, , code = '']) => code);

describe('docs/porting.md, symbol by symbol', () => {
  it('has each symbol that the examples use, once, and no other', () => {
    expect(rows.flatMap(([left]) => codeOf(left)).sort()).toEqual([...symbols].sort());
  });

  it('has something to write for each', () => {
    expect(rows.filter(([, right]) => right === '' || right === '–')).toEqual([]);
  });

  it('names what there is', () => {
    const known = new Set(
      [mdctx, codes, context, grpc, metadata, status, stub].flatMap((module) => Object.keys(module)),
    );
    const elsewhere = new Set(['Server', 'HealthImplementation', 'Date']); // a user's own, a package's, JavaScript's
    const used = rows.flatMap(([, right]) =>
      codeOf(right).flatMap((code) =>
        [...code.matchAll(/(?<![.\w])([A-Za-z]\w+)\(/g)].map(([, name = '']) => name),
      ),
    );
    const ours = used.filter((name) => /^(with|new|register|from|set|send)[A-Z]|^[A-Z]/.test(name));
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((name) => !known.has(name) && !elsewhere.has(name))).toEqual([]);
  });
});
