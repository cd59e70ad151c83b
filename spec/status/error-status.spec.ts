import { inspect } from 'node:util';
import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { Metadata } from '@grpc/grpc-js';
import { ClientError, ServerError, type Status } from 'nice-grpc-common';
import { Any, RichClientError, RichServerError } from 'nice-grpc-error-details';
import { Canceled, DeadlineExceeded } from '../../lib/context';
import {
  clientError,
  detailsBinOf,
  detailsKey,
  statusOf,
  toText,
  withDetailsBin,
} from '../../lib/status/internal';
import { badRequest, bytesOf, errorInfo, readStatus, richBytes } from './protobuf';

const caused = (message: string, cause: unknown) => new Error(message, { cause });
const called = (code: Status, text: string, detailsBin: Uint8Array | undefined) =>
  clientError('/s/m', { code, details: text, detailsBin });

const rich = richBytes(5, 'no tea');

function circle(last: unknown): Error {
  const error = new Error('circle');
  error.cause = Object.assign(caused('link', error), { errors: [error, last] });
  return error;
}

describe('the status of an error', () => {
  it.each<[string, unknown, Status, string, Uint8Array | undefined]>([
    ['a ServerError', new ServerError(5, 'x'), 5, 'x', undefined],
    ['a ClientError', new ClientError('/s/m', 5, 'x'), 5, 'x', undefined],
    ['a ClientError with details', called(5, 'no tea', rich), 5, 'no tea', rich],
    ['Canceled', Canceled, 1, 'context canceled', undefined],
    ['DeadlineExceeded', DeadlineExceeded, 4, 'context deadline exceeded', undefined],
    ['what Canceled caused', caused('a', Canceled), 1, 'a', undefined],
    ['what it caused', caused('a', called(5, 'no tea', rich)), 5, 'a', richBytes(5, 'a')],
    ['far', caused('a', caused('b', called(5, 'no tea', rich))), 5, 'a', richBytes(5, 'a')],
    ['a circle', circle(called(5, 'no tea', rich)), 5, 'circle', richBytes(5, 'circle')],
    ['a cause without a message above it', caused('', called(5, 'no tea', rich)), 5, 'no tea', rich],
    ['a cause in an object', { message: 'a', cause: called(5, 'no tea', rich) }, 5, 'a', richBytes(5, 'a')],
    [
      'the first of several, depth first',
      new AggregateError(
        [new Error('x'), caused('y', new ServerError(9, 'z')), new ServerError(5, 'w')],
        'a',
      ),
      9,
      'a',
      undefined,
    ],
    [
      'several without a message',
      new AggregateError([new Error('secret'), called(5, 'no tea', rich)]),
      5,
      'no tea',
      rich,
    ],
    [
      'a cause before the others',
      Object.assign(caused('a', new ServerError(9, 'x')), { errors: [new ServerError(5, 'y')] }),
      9,
      'a',
      undefined,
    ],
    [
      'what a disposal suppressed',
      Object.assign(new Error('a'), { error: new Error('b'), suppressed: called(5, 'no tea', rich) }),
      5,
      'a',
      richBytes(5, 'a'),
    ],
  ])('of %s', (_, error, code, details, detailsBin) => {
    expect(statusOf(error)).toEqual({ code, details, detailsBin: detailsBin && Buffer.from(detailsBin) });
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [5],
    [{}],
    [{ message: 1 }],
    [{ code: 5, details: 'x' }],
    [new Error('plain')],
    [Object.assign(new Error('x'), { code: 5 })],
    [circle(undefined)],
    [new AggregateError([])],
    [Symbol('x')],
  ])('%p has none', (error) => {
    expect(statusOf(error)).toBeUndefined();
  });
});

/** Returns the error with which grpc-js's own client tells that a call failed. */
function serviceError(detailsBin: Uint8Array[]): Error {
  const metadata = new Metadata();
  for (const bin of detailsBin) metadata.add('grpc-status-details-bin', Buffer.from(bin));
  return Object.assign(new Error('5 NOT_FOUND: no tea'), { code: 5, details: 'no tea', metadata });
}

/** Returns an error of Connect's: its client has the metadata of gRPC, or details by type or schema. */
function connectError(details: object[], metadata = new Headers()): Error {
  const own = { name: 'ConnectError', code: 5, rawMessage: 'no tea', metadata, details };
  return Object.assign(new Error('[not_found] no tea'), own);
}

const received = (readStatus(rich)?.details ?? []).map(({ typeUrl, value }) => ({
  type: String(typeUrl.split('/').pop()),
  value,
}));
const duration = { typeUrl: 'type.googleapis.com/google.protobuf.Duration', value: Uint8Array.of(8, 5) };

describe('the status of an error of another library', () => {
  const unknownDetail = Any.fromPartial({
    typeUrl: 'type.googleapis.com/shop.Tea',
    value: Uint8Array.of(8, 1),
  });

  it.each<[string, unknown, Uint8Array | undefined]>([
    ['RichServerError', new RichServerError(5, 'no tea', [badRequest, errorInfo]), rich],
    ['RichClientError', new RichClientError('/s/m', 5, 'no tea', [badRequest, errorInfo]), rich],
    [
      'RichClientError with an Any',
      new RichClientError('/s/m', 5, 'no tea', [unknownDetail]),
      bytesOf(5, 'no tea', [unknownDetail]),
    ],
    ['RichServerError without details', new RichServerError(5, 'no tea'), undefined],
    ['grpc-js', serviceError([rich]), rich],
    ['grpc-js without details', serviceError([]), undefined],
    ['grpc-js with details twice', serviceError([rich, rich]), undefined],
    ['Connect', connectError(received), rich],
    [
      'Connect over gRPC',
      connectError([], new Headers([[detailsKey, Buffer.from(rich).toString('base64')]])),
      rich,
    ],
    [
      'Connect, with a detail of its own',
      connectError([{ desc: DurationSchema, value: { seconds: 5n } }]),
      bytesOf(5, 'no tea', [duration]),
    ],
    ['Connect without details', connectError([]), undefined],
  ])('%s', (_, error, detailsBin) => {
    const status = statusOf(error);
    expect([status?.code, status?.details]).toEqual([5, 'no tea']);
    expect(status?.detailsBin && Buffer.from(status.detailsBin)).toEqual(
      detailsBin && Buffer.from(detailsBin),
    );
  });

  it('a detail of a type that is not known is left out, and the rest arrives', () => {
    const strange: object = { $type: 'shop.Tea' };
    const error = Object.assign(new RichServerError(5, 'no tea'), {
      extra: [strange, undefined, badRequest],
    });
    expect(readStatus(statusOf(error)?.detailsBin)?.details.map(({ typeUrl }) => typeUrl)).toEqual([
      'type.googleapis.com/google.rpc.BadRequest',
    ]);
  });
});

describe('an odd error', () => {
  const odd = (values: object) => Object.assign(new ServerError(5, 'x'), values);

  it.each([[undefined], [null], ['5'], [Number.NaN], [1.5], [-1], [0], [2 ** 31], [{}], [5n]])(
    'code %p is UNKNOWN',
    (code) => expect(statusOf(odd({ code }))).toMatchObject({ code: 2, details: 'x' }),
  );

  it('the code of no name goes up as it is', () => {
    expect(statusOf(odd({ code: 404 }))?.code).toBe(404);
  });

  it.each([
    [undefined, ''],
    [null, ''],
    [404, '404'],
    [{}, '[object Object]'],
    ['\ud800a', '\ufffda'],
    [Object.create(null), ''],
    [Symbol('a'), 'Symbol(a)'],
  ])('text %p is sent as %j', (details, text) => {
    expect(statusOf(odd({ details }))).toMatchObject({ code: 5, details: text });
    expect(toText(details)).toBe(text);
  });

  it('one that was changed after it came has its details under the new code and text', () => {
    const error = Object.assign(called(5, 'no tea', rich), { code: 9, details: 'hidden' });
    expect(Buffer.from(statusOf(error)?.detailsBin ?? [])).toEqual(Buffer.from(richBytes(9, 'hidden')));
  });

  it.each<[string, () => unknown]>([
    [
      'a getter that throws',
      () =>
        Object.defineProperty(odd({}), 'code', {
          get: () => {
            throw new Error();
          },
        }),
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
    [
      'a cause that throws',
      () =>
        Object.defineProperty(new Error('x'), 'cause', {
          get: () => {
            throw new Error();
          },
        }),
    ],
  ])('%s has none', (_, make) => expect(statusOf(make())).toBeUndefined());

  it('a frozen one carries details', () => {
    expect(statusOf(withDetailsBin(Object.freeze(new ServerError(5, 'no tea')), rich))?.detailsBin).toBe(
      rich,
    );
  });

  it.each([{}, { showHidden: true, depth: 9 }, { customInspect: false, showHidden: true, getters: true }])(
    'one with details prints as one without: %j',
    (options) => {
      const stack = { stack: 'Error' };
      const [bare, full] = [new ServerError(5, 'x'), withDetailsBin(new ServerError(5, 'x'), rich)];
      const print = (error: Error) => inspect(Object.assign(error, stack), options);
      expect(print(full)).toBe(print(bare));
      expect(detailsBinOf(full)).toBe(rich);
    },
  );
});
