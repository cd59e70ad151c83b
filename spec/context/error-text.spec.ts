import { errorText, errorTrace, isError, safely } from '../../lib/context/error-text';

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('get');
    },
    has() {
      throw new Error('has');
    },
  },
);

describe('context.isError()', () => {
  it.each<[string, unknown, boolean]>([
    ['an Error', new Error('x'), true],
    ['one of another realm', { message: 'x' }, true],
    ['a string', 'x', false],
    ['null', null, false],
    ['an object whose message is not a string', { message: 5 }, false],
    ['a Proxy whose traps throw', hostile, false],
  ])('of %s', (_, x, expected) => {
    expect(isError(x)).toBe(expected);
  });
});

describe('context.errorText() and errorTrace()', () => {
  it.each<[string, unknown, string]>([
    ['a string', 'x', 'x'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('x'), 'Symbol(x)'],
    ['an object without a string', Object.create(null), 'object'],
    ['a Proxy whose traps throw', hostile, 'object'],
  ])('of %s are its text, or its type', (_, x, text) => {
    expect([errorText(x), errorTrace(x)]).toEqual([text, text]);
  });

  it('of an error are its message, and its stack', () => {
    const error = new Error('x');
    expect([errorText(error), errorTrace(error)]).toEqual(['x', error.stack]);
    expect(errorTrace({ message: 'x' })).toBe('x');
  });
});

describe('context.safely()', () => {
  it('returns the second argument if the function throws', () => {
    expect(safely(() => 1, 2)).toBe(1);
    expect(
      safely(() => {
        throw new Error('x');
      }, 2),
    ).toBe(2);
  });
});
