import { isObject, wrappedErrors } from '../../lib/status/error-tree';

describe('status.wrappedErrors()', () => {
  it('yields causes and members depth first, in their order', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => new Error(text));
    const group = new AggregateError([new Error('g', { cause: b }), c], 'all', { cause: a });
    const error = new Error('outer', { cause: group });
    const texts = [...wrappedErrors(error)].map((one) => (one instanceof Error ? one.message : one));
    expect(texts).toEqual(['all', 'a', 'g', 'b', 'c']);
    const suppressed = Object.assign(new Error('s'), { error: c, suppressed: d });
    expect([...wrappedErrors(suppressed)]).toEqual([c, d]);
  });

  it('yields each once where causes form a circle, and nothing of what is not an error', () => {
    const [a, b] = [new Error('a'), new Error('b')];
    a.cause = b;
    b.cause = a;
    expect([...wrappedErrors(a)]).toEqual([b]);
    expect([...wrappedErrors({ cause: a })]).toEqual([]);
    expect([...wrappedErrors('x')]).toEqual([]);
  });
});

describe('status.isObject()', () => {
  it.each<[unknown, boolean]>([
    [{}, true],
    [() => {}, true],
    [null, false],
    ['x', false],
  ])('of %p is %p', (x, expected) => {
    expect(isObject(x)).toBe(expected);
  });
});
