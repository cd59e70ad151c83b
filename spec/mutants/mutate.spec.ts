import { mutantsOf } from './mutate';

describe('mutants.mutantsOf()', () => {
  it.each([
    ['a === b;', ['a !== b;', ';']],
    ['if (a) b();', ['if (true) b();', 'if (false) b();', 'if (a) ;']],
    ['const x = !a;', ['const x = a;']],
    ['function f() { return a; }', ['function f() { return undefined; }']],
    ["throw new Error('no');", [';']],
    ['type A = true;', []],
    ['const x: true = true;', ['const x: true = false;']],
  ])('changes one thing of %p at a time', (source, expected) => {
    expect(mutantsOf('a.ts', source).map(({ text }) => text)).toEqual(expect.arrayContaining(expected));
    expect(mutantsOf('a.ts', source)).toHaveLength(expected.length);
  });
});
