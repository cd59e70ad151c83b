import { ServerError } from 'nice-grpc-common';
import * as codes from '../../lib/codes';
import * as status from '../../lib/status';
import { clientError } from '../../lib/status/internal';
import { bytesOf, richBytes } from './protobuf';

const called = clientError('/s/m', { code: 5, details: 'no tea', detailsBin: richBytes(5, 'no tea') });

describe('status.error()', () => {
  it('returns the ServerError with code and text', () => {
    const error = status.error(codes.NotFound, 'no tea');
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toEqual(new ServerError(5, 'no tea'));
  });

  it('returns nothing for OK, as in Go', () => {
    expect(status.error(codes.OK, 'x')).toBeUndefined();
    const ok: undefined = status.errorf(codes.OK, 'x');
    expect(ok).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['5', 'string'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
  ])('refuses code %p', (code, got) => {
    for (const name of ['error', 'errorf', 'New', 'Newf'] as const) {
      expect(() => Reflect.apply(Reflect.get(status, name), undefined, [code, 'x'])).toThrow(
        new TypeError(`status: ${name}: code must be an integer: got ${got}`),
      );
    }
  });
});

describe('status.errorf()', () => {
  it.each<[string, unknown[], string]>([
    ['no verb', [], 'no verb'],
    ['%s of %d is %q', ['tea', 5, 'a "b"'], 'tea of 5 is "a \\"b\\""'],
    ['%v %v %v', [1n, true, undefined], '1 true <nil>'],
    ['%v', [new Error('disk')], 'disk'],
    ['load: %v', [status.error(5, 'no tea')], 'load: rpc error: code = NotFound desc = no tea'],
    ['load: %w', [called], 'load: rpc error: code = NotFound desc = no tea'],
    ['%t %x %X %x', [false, 255, 255, 'hi'], 'false ff FF 6869'],
    ['%.2f %6.1f|%-5d|%05d|%+d', [1.005, 2.25, 7, 42, 3], '1.00    2.3|7    |00042|+3'],
    ['100%%', [], '100%'],
    ['%.2s', ['abc'], 'ab'],
    ['%d', [], '%!d(MISSING)'],
    ['%d', ['x'], '%!d(string=x)'],
    ['x', [1, 'a'], 'x%!(EXTRA number=1, string=a)'],
    ['%z', [1], '%!z(number=1)'],
    ['%v', [{ a: 1 }], '{ a: 1 }'],
    ['%T %T', [new ServerError(5, 'x'), 'x'], 'ServerError string'],
  ])('%j with %j is %j', (format, values, text) => {
    expect(status.errorf(codes.Internal, format, ...values).details).toBe(text);
    expect(status.Newf(codes.Internal, format, ...values).message).toBe(text);
  });
});

describe('status.fromProto()', () => {
  it('reads what toBinary() writes', () => {
    const st = status.fromProto(richBytes(5, 'no tea'));
    expect(st).toMatchObject({ code: 5, message: 'no tea' });
    expect(Buffer.from(st?.toBinary() ?? [])).toEqual(Buffer.from(richBytes(5, 'no tea')));
    expect(status.fromProto(bytesOf(0, ''))).toMatchObject({ code: 0, message: '' });
  });

  it('of bytes that are none is undefined', () => {
    expect(status.fromProto(Uint8Array.of(0xff))).toBeUndefined();
  });
});
