import { inspect } from 'node:util';
import { create } from '@bufbuild/protobuf';
import { DurationSchema, StructSchema } from '@bufbuild/protobuf/wkt';
import { ClientError, ServerError } from 'nice-grpc-common';
import { BadRequest, ErrorInfo, RichServerError } from 'nice-grpc-error-details';
import * as codes from '../../lib/codes';
import { Canceled, DeadlineExceeded } from '../../lib/context';
import * as status from '../../lib/status';
import { clientError, statusOf } from '../../lib/status/internal';
import { badRequest, bytesOf, errorInfo, readStatus, richBytes } from './protobuf';

const caused = (message: string, cause: unknown) => new Error(message, { cause });
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

describe('status.fromError()', () => {
  it.each<[string, unknown, number, string]>([
    ['nothing', undefined, 0, ''],
    ['null', null, 0, ''],
    ['a ServerError', new ServerError(5, 'x'), 5, 'x'],
    ['a ClientError', new ClientError('/s/m', 5, 'x'), 5, 'x'],
    ['what one caused', caused('a', caused('b', called)), 5, 'a'],
  ])('of %s', (_, error, code, message) => {
    expect(status.fromError(error)).toMatchObject({ code, message });
    expect(status.convert(error)).toMatchObject({ code, message });
    expect(status.code(error)).toBe(code);
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('plain'), 'plain'],
    ['Canceled, as in Go', Canceled, 'context canceled'],
    ['DeadlineExceeded, as in Go', caused('a', DeadlineExceeded), 'a'],
    ['a text', 'text', 'text'],
  ])('of %s is undefined, and UNKNOWN for convert()', (_, error, message) => {
    expect(status.fromError(error)).toBeUndefined();
    expect(status.convert(error)).toMatchObject({ code: 2, message });
    expect(status.code(error)).toBe(codes.Unknown);
  });

  it('of an error of your own, by its method grpcStatus', () => {
    class NoTea extends Error {
      grpcStatus(): status.Status {
        return status.New(codes.NotFound, 'no tea').withDetails(badRequest);
      }
    }
    const st = status.fromError(new Error('x', { cause: new NoTea() }));
    expect(st).toMatchObject({ code: 5, message: 'x' });
    expect(st?.details(BadRequest)).toEqual([badRequest]);
    expect(status.fromError(Object.assign(new Error('x'), { grpcStatus: () => undefined }))).toBeUndefined();
  });

  it('keeps the details', () => {
    expect(status.fromError(caused('a', called))?.details(BadRequest)).toEqual([badRequest]);
    expect(status.convert(new RichServerError(5, 'x', [errorInfo])).details(ErrorInfo)).toEqual([errorInfo]);
  });
});

describe('status.fromContextError()', () => {
  it.each<[string, Error | undefined, number, string]>([
    ['undefined', undefined, 0, ''],
    ['Canceled', Canceled, 1, 'context canceled'],
    ['DeadlineExceeded', DeadlineExceeded, 4, 'context deadline exceeded'],
    ['what wraps both', caused('a', new AggregateError([Canceled, DeadlineExceeded], 'b')), 4, 'a'],
    ['another', new Error('x'), 2, 'x'],
    ['one with a status', new ServerError(14, 'closing'), 14, 'closing'],
  ])('of %s', (_, error, code, message) => {
    expect(status.fromContextError(error)).toMatchObject({ code, message });
  });
});

describe('Status', () => {
  const st = status.New(codes.NotFound, 'no tea');
  const rich = st.withDetails(
    [BadRequest, { fieldViolations: [{ field: 'name', description: 'must not be empty' }] }],
    errorInfo,
  );

  it('withDetails() adds them after its own, and leaves the status alone', () => {
    expect(Buffer.from(rich.toBinary())).toEqual(Buffer.from(richBytes(5, 'no tea')));
    expect(st.details()).toEqual([]);
    expect(
      rich
        .withDetails([ErrorInfo, { reason: 'B' }])
        .details(ErrorInfo)
        .map(({ reason }) => reason),
    ).toEqual(['STOCK', 'B']);
  });

  it('err() is an error that has them', () => {
    const error = rich.err();
    expect(error).toBeInstanceOf(ServerError);
    expect(readStatus(statusOf(error)?.detailsBin)).toEqual(readStatus(richBytes(5, 'no tea')));
    expect(status.fromError(error)?.details(ErrorInfo)).toEqual([errorInfo]);
    expect(statusOf(st.err())?.detailsBin).toBeUndefined();
  });

  it('takes and returns messages of protobuf-es', () => {
    const delay = create(DurationSchema, { seconds: 5n, nanos: 7 });
    const own = st.withDetails(
      [DurationSchema, { seconds: 1n }],
      [DurationSchema, delay],
      [StructSchema, create(StructSchema)],
    );
    expect(own.details(DurationSchema).map(({ seconds, nanos }) => [seconds, nanos])).toEqual([
      [1n, 0],
      [5n, 7],
    ]);
    expect(own.details().map(({ typeUrl }) => typeUrl.split('/')[1])).toEqual([
      'google.protobuf.Duration',
      'google.protobuf.Duration',
      'google.protobuf.Struct',
    ]);
  });

  it('takes an Any as it is', () => {
    const any = { typeUrl: 'example.com/shop.Tea', value: Uint8Array.of(8, 1) };
    expect(readStatus(st.withDetails(any).toBinary())?.details).toEqual([
      { $type: 'google.protobuf.Any', ...any },
    ]);
    expect(st.withDetails(any).details()).toEqual([any]);
  });

  it('details() leaves out what is of another type, and what cannot be decoded', () => {
    const broken = { typeUrl: 'type.googleapis.com/google.rpc.BadRequest', value: Uint8Array.of(0xff) };
    const all = st.withDetails(broken, badRequest, errorInfo);
    expect(all.details(BadRequest)).toEqual([badRequest]);
    expect(all.details(BadRequest, ErrorInfo)).toEqual([badRequest, errorInfo]);
    expect(all.details()).toHaveLength(3);
  });

  it('withDetails() refuses a status of OK, as in Go', () => {
    expect(() => status.New(codes.OK).withDetails(badRequest)).toThrow(
      new RangeError('status: withDetails: no error details for status with code OK'),
    );
  });

  const oddType: unknown = { encode: () => undefined, decode: () => undefined };
  it.each<[unknown, string]>([
    [undefined, 'a detail must be [type, message] or an Any: got undefined'],
    [null, 'a detail must be [type, message] or an Any: got null'],
    [5, 'a detail must be [type, message] or an Any: got number'],
    [{}, 'a message must come with its type: [type, message]: got one alone'],
    [{ $type: 'shop.Tea' }, 'a message must come with its type: [type, message]: got one alone'],
    [[], 'a message type must be of ts-proto and have a $type, or a schema of protobuf-es: got undefined'],
    [
      [oddType, {}],
      'a message type must be of ts-proto and have a $type, or a schema of protobuf-es: got object',
    ],
    [[BadRequest], 'a detail must be [type, message]: got undefined'],
  ])('withDetails() refuses %p', (detail, text) => {
    const withDetails: (...details: never[]) => unknown = st.withDetails.bind(st);
    expect(() => Reflect.apply(withDetails, st, [detail])).toThrow(
      new TypeError(`status: withDetails: ${text}`),
    );
  });

  it('details() refuses what is no type', () => {
    expect(() => Reflect.apply(rich.details, rich, [5])).toThrow(
      new TypeError(
        'status: details: a message type must be of ts-proto and have a $type, or a schema of protobuf-es: got number',
      ),
    );
  });

  it('prints as in Go', () => {
    expect(String(rich)).toBe('rpc error: code = NotFound desc = no tea');
    expect(String(status.convert(undefined))).toBe('rpc error: code = OK desc = ');
  });

  it.each<[string, (x: unknown) => string]>([
    ['inspect()', (x) => inspect(x)],
    [
      'inspect() of all',
      (x) => inspect(x, { showHidden: true, customInspect: false, getters: true, depth: 9 }),
    ],
    ['JSON', (x) => JSON.stringify(x)],
    [
      'an error, inspect() of all',
      (x) => inspect(x instanceof status.Status && x.err(), { showHidden: true, depth: 9 }),
    ],
    ['an error, JSON', (x) => JSON.stringify(x instanceof status.Status && x.err())],
  ])('%s shows no value of a detail', (_, print) => {
    expect(print(rich)).toContain('no tea');
    expect(print(rich)).not.toMatch(/must not be empty|STOCK/);
  });

  it('JSON and inspect() name the types of the details', () => {
    expect(JSON.parse(JSON.stringify(rich))).toEqual({
      code: 'NotFound',
      message: 'no tea',
      details: ['type.googleapis.com/google.rpc.BadRequest', 'type.googleapis.com/google.rpc.ErrorInfo'],
    });
    expect(inspect(rich)).toContain('google.rpc.ErrorInfo');
  });
});

describe('the bytes of a status', () => {
  // proto.Marshal of status.New(…).WithDetails(&errdetails.BadRequest{…}, &errdetails.ErrorInfo{…}, durationpb.New(…)) in
  // grpc-go 1.83.1.
  const go =
    '0805120e6e6f207465613a20e7b3bbe7bb9f1a480a29747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e42616452' +
    '657175657374121b0a190a046e616d6512116d757374206e6f7420626520656d7074791a460a28747970652e676f6f676c65617069732e636f' +
    '6d2f676f6f676c652e7270632e4572726f72496e666f121a0a0553544f434b120473686f701a0b0a046974656d12037465611a340a2c747970' +
    '652e676f6f676c65617069732e636f6d2f676f6f676c652e70726f746f6275662e4475726174696f6e120408051007';

  it('are those of grpc-go', () => {
    const st = status
      .New(codes.NotFound, 'no tea: \u7cfb\u7edf')
      .withDetails([BadRequest, badRequest], errorInfo, [DurationSchema, { seconds: 5n, nanos: 7 }]);
    expect(Buffer.from(st.toBinary()).toString('hex')).toBe(go);
    expect(status.fromProto(Buffer.from(go, 'hex'))?.details(BadRequest, ErrorInfo)).toEqual([
      badRequest,
      errorInfo,
    ]);
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

describe('the types of a detail', () => {
  const st = status.New(codes.NotFound);

  it('are checked', () => {
    // @ts-expect-error -- no such field
    st.withDetails([BadRequest, { violations: [] }]);
    // @ts-expect-error -- seconds is a bigint
    expect(() => st.withDetails([DurationSchema, { seconds: 'x' }])).toThrow();
    // @ts-expect-error -- not a detail
    expect(() => st.withDetails({})).toThrow(TypeError);
    const reasons: string[] = st.details(ErrorInfo).map(({ reason }) => reason);
    const seconds: bigint[] = st.details(DurationSchema).map((duration) => duration.seconds);
    expect([reasons, seconds]).toEqual([[], []]);
  });
});
