import { toText } from '../../lib/status/text';

describe('status.toText()', () => {
  it.each<[string, unknown, string]>([
    ['a text', 'x: \u7cfb', 'x: \u7cfb'],
    ['a pair of surrogates', '\u{1F375}', '\u{1F375}'],
    ['half a pair', 'a\uD83Cb', 'a\uFFFDb'],
    ['undefined', undefined, ''],
    ['null', null, ''],
    ['a number', 5, '5'],
    ['an object', { toString: () => 'o' }, 'o'],
    ['an object whose toString throws', { toString: () => JSON.parse('{') }, ''],
    ['an object without one', Object.create(null), ''],
  ])('of %s', (_, x, text) => {
    expect(toText(x)).toBe(text);
  });
});
