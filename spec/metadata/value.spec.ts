import fc from 'fast-check';
import { decodeBinary, encodeBinary } from '../../lib/metadata/internal';

describe('metadata.encodeBinary()', () => {
  it.each([
    ['', ''],
    ['abc', 'YWJj'],
    ['\xc2\x80', 'woA'],
    ['foo\0bar', 'Zm9vAGJhcg'],
    ['\xff\xfe\xfb', '//77'],
  ])('of %j is %j', (bytes, text) => {
    expect(encodeBinary(bytes)).toBe(text);
  });
});

describe('metadata.decodeBinary()', () => {
  it.each([
    ['', ''],
    ['Zm9vAGJhcg==', 'foo\0bar'],
    ['Zm9vAGJhcg', 'foo\0bar'],
    ['woA=', '\xc2\x80'],
    ['woA', '\xc2\x80'],
    ['YWJj', 'abc'],
    ['//77', '\xff\xfe\xfb'],
  ])('of %j is %j', (text, bytes) => {
    expect(decodeBinary(text)).toBe(bytes);
  });

  it.each([
    ['X()3e@#$-', 1],
    ['__77', 0], // the alphabet of URLs
    ['AQ,Ag', 2], // no list either
    ['A', 0],
    ['AAAAA', 4],
    ['AAA==', 3],
    ['A=AA', 1],
    ['=', 0],
    ['AA AA', 2],
    ['é', 0],
  ])('refuses %j at byte %i', (text, at) => {
    expect(() => decodeBinary(text)).toThrow(new RangeError(`illegal base64 data at input byte ${at}`));
  });

  it('gives back what was encoded, with padding or without', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(decodeBinary(encodeBinary(text))).toBe(text);
        expect(decodeBinary(Buffer.from(bytes).toString('base64'))).toBe(text);
      }),
    );
  });

  it('never does anything but return or throw a RangeError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(typeof decodeBinary(text)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
