import fc from 'fast-check';
import { decodeTimeout, encodeTimeout } from '../../lib/wire/internal';

const longest = 2 ** 63 / 1e6;

describe('grpc.encodeTimeout()', () => {
  it.each([
    [0, '0n'],
    [-1, '0n'],
    [Number.NEGATIVE_INFINITY, '0n'],
    [1e-6, '1n'],
    [12.345678, '12345678n'],
    [99.999999, '99999999n'],
    [100, '100000u'],
    [123.456789, '123457u'],
    [1000, '1000000u'],
    [99_999.999, '99999999u'],
    [100_000, '100000m'],
    [1.5, '1500000n'],
    [99_999_999, '99999999m'],
    [99_999_999.5, '100000S'],
    [123_456_789_000, '2057614M'],
    [123_456_789 * 60_000, '2057614H'],
    [longest, '2562048H'],
    [Number.MAX_VALUE, '2562048H'],
    [Number.POSITIVE_INFINITY, '2562048H'],
  ])('of %p ms is %s', (ms, text) => {
    expect(encodeTimeout(ms)).toBe(text);
  });

  it('is never shorter than the time, nor longer by more than a unit of eight digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: longest / 2, noNaN: true }), (ms) => {
        const text = encodeTimeout(ms);
        expect(text).toMatch(/^[0-9]{1,8}[numSMH]$/);
        const back = decodeTimeout(text);
        expect(back).toBeGreaterThanOrEqual(ms - 1e-6);
        expect(back).toBeLessThanOrEqual(ms * 1.01 + 1e-6);
      }),
    );
  });
});

describe('grpc.decodeTimeout()', () => {
  it.each([
    ['00000001n', 1e-6],
    ['10u', 0.01],
    ['00000010m', 10],
    ['1234S', 1_234_000],
    ['00000001M', 60_000],
    ['99999999S', 99_999_999_000],
    ['2562047H', 2_562_047 * 3_600_000],
    ['597H', 597 * 3_600_000],
    ['2562048H', longest],
    ['99999999H', longest],
    ['0S', 0],
    ['00000000S', 0],
    ['0n', 0],
  ])('of %s is %p ms', (text, ms) => {
    expect(decodeTimeout(text)).toBeCloseTo(ms, 6);
  });

  it.each([
    ['', 'transport: timeout string is too short: ""'],
    ['1', 'transport: timeout string is too short: "1"'],
    ['S', 'transport: timeout string is too short: "S"'],
    ['000000000S', 'transport: timeout string is too long: "000000000S"'],
    ['1234x', 'transport: timeout unit is not recognized: "1234x"'],
    ['1234s', 'transport: timeout unit is not recognized: "1234s"'],
    ['1234', 'transport: timeout unit is not recognized: "1234"'],
    ['12\n', 'transport: timeout unit is not recognized: "12\\n"'],
    ['-1S', 'strconv.ParseUint: parsing "-1": invalid syntax'],
    ['+1S', 'strconv.ParseUint: parsing "+1": invalid syntax'],
    ['9a1S', 'strconv.ParseUint: parsing "9a1": invalid syntax'],
    ['18f6n', 'strconv.ParseUint: parsing "18f6": invalid syntax'],
    ['1.5S', 'strconv.ParseUint: parsing "1.5": invalid syntax'],
    [' 1S', 'strconv.ParseUint: parsing " 1": invalid syntax'],
    ['1_0S', 'strconv.ParseUint: parsing "1_0": invalid syntax'],
    ['0x1S', 'strconv.ParseUint: parsing "0x1": invalid syntax'],
    ['nn', 'strconv.ParseUint: parsing "n": invalid syntax'],
    ['1,1S', 'strconv.ParseUint: parsing "1,1": invalid syntax'],
  ])('refuses %j', (text, message) => {
    expect(() => decodeTimeout(text)).toThrow(new RangeError(message));
  });
});
