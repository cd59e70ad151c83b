import { inspect } from 'node:util';
import { create } from '@bufbuild/protobuf';
import { DurationSchema, StructSchema } from '@bufbuild/protobuf/wkt';
import { ServerError } from 'nice-grpc-common';
import { BadRequest, ErrorInfo } from 'nice-grpc-error-details';
import * as codes from '../../lib/codes';
import * as status from '../../lib/status';
import { statusOf } from '../../lib/status/internal';
import { badRequest, errorInfo, readStatus, richBytes } from './protobuf';

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
