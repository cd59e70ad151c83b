import { timeoutOf } from '../../lib/http/deadline';
import { RefusedRequest } from '../../lib/http/refused-request';

describe('http.timeoutOf()', () => {
  const asked = (value: string) => [['x-timeout', value]] as [string, string][];

  it.each([
    ['whole milliseconds', '5000', 5000],
    ['the form of grpc-timeout', '5S', 5000],
    ['milliseconds in that form', '100m', 100],
  ])('reads %s', (_, value, ms) => {
    expect(timeoutOf(asked(value), { header: 'X-Timeout' })).toBe(ms);
  });

  it('is the default without the header, and bounded in any case', () => {
    expect(timeoutOf([], {})).toBe(Number.POSITIVE_INFINITY);
    expect(timeoutOf([], { header: 'x-timeout', timeout: 7 })).toBe(7);
    expect(timeoutOf(asked('5S'), { header: 'x-timeout', timeout: 7, max: 100 })).toBe(100);
    expect(timeoutOf([], { timeout: 700, max: 100 })).toBe(100);
  });

  it('ignores a header that is not named', () => {
    expect(timeoutOf(asked('1'), {})).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['a malformed one', asked('soon')],
    ['a negative one', asked('-5')],
    ['two of them', [...asked('5'), ...asked('6')]],
  ])('refuses %s, naming the header alone', (_, fields) => {
    const read = () => timeoutOf(fields, { header: 'x-timeout' });
    expect(read).toThrow(RefusedRequest);
    expect(read).toThrow(/^INVALID_ARGUMENT: invalid timeout header "x-timeout"$/);
  });
});
