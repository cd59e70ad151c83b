import { librarySources } from '../support/sources';
import { badCasts } from './casts';

describe('the casts of lib/', () => {
  it('have their reason, and Reflect.get is one', () => {
    expect([...librarySources()].flatMap(([path, source]) => badCasts(path, source))).toEqual([]);
  });
});

describe('the files of lib/', () => {
  it('are short: half of them have fewer than 100 lines', () => {
    const lengths = [...librarySources().values()].map((text) => text.trimEnd().split('\n').length);
    expect(lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)]).toBeLessThan(100);
  });
});

describe('house.badCasts()', () => {
  const hidden = 'what Reflect.get returns is unknown outside of a convert.ts';

  it.each([
    ['lib/grpc-js/convert.ts', 'export const x = 1 as unknown; // why', []],
    ['lib/grpc-js/convert.ts', '// why\nexport const x = <unknown>1;', []],
    ['lib/grpc-js/convert.ts', 'export const x = [1] as const;', []],
    ['lib/grpc-js/convert.ts', '\nexport const x = 1 as unknown;', ['2: a cast without its reason']],
    ['lib/grpc-js/convert.ts', 'export const x: number = Reflect.get(y, "z");', []],
    ['lib/grpc/a.ts', 'export const x: unknown = Reflect.get(y, "z");', []],
    ['lib/grpc/a.ts', 'export const x = typeof Reflect.get(y, "z");', []],
    ['lib/grpc/a.ts', 'export const x: number = Reflect.get(y, "z");', [`1: ${hidden}`]],
    ['lib/grpc/a.ts', 'export const x = Reflect.get(y, "z");', [`1: ${hidden}`]],
    ['lib/grpc/a.ts', 'export const f = (): number => Reflect.get(y, "z");', [`1: ${hidden}`]],
    ['lib/grpc/a.ts', 'export function f(): number { return Reflect.get(y, "z"); }', [`1: ${hidden}`]],
    ['lib/grpc/a.ts', 'export const f = () => { try { return require("x"); } catch {} };', []],
    [
      'lib/grpc/a.ts',
      'export const f = () => require("x");',
      ['1: a package is required in a try, as bundlers then let it be absent'],
    ],
  ])('judges, in %s, %s', (path, source, expected) => {
    expect(badCasts(path, source)).toEqual(expected.map((line) => `${path}:${line}`));
  });
});
