import { ServerError } from 'nice-grpc-common';
import { sprintf } from '../../lib/status/sprintf';

// As Go's fmt prints them, but for the names of types.
describe('status.sprintf()', () => {
  it.each<[string, unknown[], string]>([
    ['%s and %v', ['a', 5], 'a and 5'],
    ['%d%%', [42], '42%'],
    ['%+d', [7], '+7'],
    ['%5d|%-5d|%05d', [42, 42, 42], '   42|42   |00042'],
    ['%x %X', [255, 'hi'], 'ff 6869'],
    ['%q', ['a"b'], '"a\\"b"'],
    ['%t', [true], 'true'],
    ['%.2f', [Math.PI], '3.14'],
    ['%.3s', ['abcdef'], 'abc'],
    ['%v', [undefined], '<nil>'],
    ['%v', [new Error('no tea')], 'no tea'],
    ['%v', [new ServerError(5, 'no tea')], 'rpc error: code = NotFound desc = no tea'],
    ['%s', [], '%!s(MISSING)'],
    ['x', [1, 'y'], 'x%!(EXTRA number=1, string=y)'],
    ['%d', ['x'], '%!d(string=x)'],
    ['100%', [], '100%!(NOVERB)'],
    ['%v', [['a', 1, [true]]], '[a 1 [true]]'],
    ['%e', [1.5], '1.500000e+00'],
    ['%05d|%+05d', [-42, 7], '-0042|+0007'],
    ['%b %o %c', [5, 8, 65], '101 10 A'],
    ['%c', [-1], '%!c(number=-1)'],
  ])('of %p with %p', (format, values, text) => {
    expect(sprintf(format, values)).toBe(text);
  });
});
