import type { IncomingHttpHeaders } from 'node:http2';
import { nameOf } from '../../lib/metadata/internal';
import { isUnsupported, removeLongTimeout, removeUnsupported } from '../../lib/wire/unsupported-fields';

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

describe('removeUnsupported()', () => {
  it.each<[string, IncomingHttpHeaders, IncomingHttpHeaders]>([
    ['printable text', { k: ' ~v' }, { k: ' ~v' }],
    ['no text at all', { k: '' }, { k: '' }],
    ['text that is not ASCII', { k: 'é', l: 'v' }, { l: 'v' }],
    ['a control character', { k: 'a\tb', l: '\x7f' }, {}],
    ['some of a list', { k: ['a', 'é', 'b'] }, { k: ['a', 'b'] }],
    ['all of a list', { k: ['é', '\x00'] }, {}],
    ['bytes, which are looked at elsewhere', { 'k-bin': 'é' }, { 'k-bin': 'é' }],
    ['names that gRPC does not allow', { 'a!b': 'v', 'a!-bin': 'YQ', 'a|b': ['v', 'w'], l: 'v' }, { l: 'v' }],
    ['the fields of HTTP/2', { ':path': '/é' }, { ':path': '/é' }],
  ])('keeps what is harmless: %s', (_what, headers, kept) => {
    removeUnsupported(headers);
    expect(headers).toEqual(kept);
  });
});

describe('isUnsupported()', () => {
  it.each<[string, string, boolean]>([
    ['k', '', false],
    ['k', ' ~', false],
    ['k', '\x1f', true],
    ['k', '\x7f', true],
    ['k', 'ÿ', true],
    ['k', 'a\nb', true],
    ['k-bin', 'ÿ', false],
    ['0-9a-z_.', 'v', false],
    ['a!b', 'v', true],
    ['a!-bin', 'YQ', true],
  ])('of %j: %j is %p', (key, value, is) => {
    expect(isUnsupported(nameOf(key), value)).toBe(is);
  });
});
