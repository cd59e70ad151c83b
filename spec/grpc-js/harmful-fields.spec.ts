import type { IncomingHttpHeaders } from 'node:http2';
import { isPrintable, removeLongTimeout, removeUnprintable } from '../../lib/grpc-js/harmful-fields';

describe('removeLongTimeout()', () => {
  it.each(['596H', '2147483S', '2147483647u', '0n', '1H', '99999999u'])(
    'leaves the timeout %p',
    (timeout) => {
      const headers = { 'grpc-timeout': timeout };
      removeLongTimeout(headers);
      expect(headers).toEqual({ 'grpc-timeout': timeout });
    },
  );

  it.each(['597H', '720H', '2147484S', '99999999m'.replace('m', 'S'), '99999999H', '99999999M'])(
    'removes the timeout %p, which grpc-js takes for a time in the past',
    (timeout) => {
      const headers = { 'grpc-timeout': timeout, k: 'v' };
      removeLongTimeout(headers);
      expect(headers).toEqual({ k: 'v' });
    },
  );

  it.each(['', '-5S', '123456789m', 'soon'])(
    'leaves the timeout %p, which is malformed, to be refused',
    (timeout) => {
      const headers = { 'grpc-timeout': timeout };
      removeLongTimeout(headers);
      expect(headers).toEqual({ 'grpc-timeout': timeout });
    },
  );
});

describe('removeUnprintable()', () => {
  it.each<[string, IncomingHttpHeaders, IncomingHttpHeaders]>([
    ['printable text', { k: ' ~v' }, { k: ' ~v' }],
    ['no text at all', { k: '' }, { k: '' }],
    ['text that is not ASCII', { k: 'é', l: 'v' }, { l: 'v' }],
    ['a control character', { k: 'a\tb', l: '\x7f' }, {}],
    ['some of a list', { k: ['a', 'é', 'b'] }, { k: ['a', 'b'] }],
    ['all of a list', { k: ['é', '\x00'] }, {}],
    ['bytes, which are looked at elsewhere', { 'k-bin': 'é' }, { 'k-bin': 'é' }],
  ])('keeps what is printable: %s', (_what, headers, kept) => {
    removeUnprintable(headers);
    expect(headers).toEqual(kept);
  });
});

describe('isPrintable()', () => {
  it.each<[unknown, boolean]>([
    ['', true],
    [' ~', true],
    ['\x1f', false],
    ['\x7f', false],
    ['ÿ', false],
    ['a\nb', false],
    [['a', 'b'], true],
    [['a', 'é'], false],
    [[], true],
    [undefined, true],
    [200, true],
  ])('of %j is %p', (value, is) => {
    expect(isPrintable(value)).toBe(is);
  });
});
