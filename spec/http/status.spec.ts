import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { Canceled, DeadlineExceeded } from '../../lib/context';
import { codeFromHttpStatus, httpError, httpStatus } from '../../lib/http';
import { wrong } from '../support/wrong';

/** grpc-gateway's table. */
const table: ReadonlyArray<readonly [code: keyof typeof Status, status: number]> = [
  ['OK', 200],
  ['CANCELLED', 499],
  ['UNKNOWN', 500],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 504],
  ['NOT_FOUND', 404],
  ['ALREADY_EXISTS', 409],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 429],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 501],
  ['INTERNAL', 500],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 500],
  ['UNAUTHENTICATED', 401],
];

describe('http.httpStatus()', () => {
  it.each(table)('of %s is %i', (code, status) => {
    expect(httpStatus(Status[code])).toBe(status);
  });

  it('knows every code, and takes what is none for 500', () => {
    expect(table).toHaveLength(17);
    for (const code of [17, -1, Number.NaN, wrong<Status>('NOT_FOUND'), wrong<Status>(undefined)]) {
      expect(httpStatus(code)).toBe(500);
    }
  });
});

describe('http.codeFromHttpStatus()', () => {
  it.each([
    [200, 'OK'],
    [204, 'OK'],
    [302, 'UNKNOWN'],
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [404, 'NOT_FOUND'],
    [408, 'DEADLINE_EXCEEDED'],
    [409, 'ABORTED'],
    [416, 'OUT_OF_RANGE'],
    [418, 'FAILED_PRECONDITION'],
    [429, 'RESOURCE_EXHAUSTED'],
    [499, 'CANCELLED'],
    [500, 'INTERNAL'],
    [501, 'UNIMPLEMENTED'],
    [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [504, 'DEADLINE_EXCEEDED'],
    [507, 'INTERNAL'],
    [0, 'UNKNOWN'],
    [700, 'UNKNOWN'],
  ] as const)('of %i is %s', (status, code) => {
    expect(codeFromHttpStatus(status)).toBe(Status[code]);
  });

  it('is the way back of httpStatus, as far as there is one', () => {
    for (const [code, status] of table)
      expect(httpStatus(codeFromHttpStatus(status))).toBe(httpStatus(Status[code]));
  });
});

describe('http.httpError()', () => {
  it.each<[string, unknown, number, Status, string]>([
    ['a status', new ServerError(Status.NOT_FOUND, 'no tea'), 404, Status.NOT_FOUND, 'no tea'],
    ['a failed call', new ClientError('/a/B', Status.UNAVAILABLE, 'gone'), 503, Status.UNAVAILABLE, 'gone'],
    ['an ended context', Canceled, 499, Status.CANCELLED, 'context canceled'],
    ['a deadline', DeadlineExceeded, 504, Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
    ['an accident', new Error('SECRET'), 500, Status.INTERNAL, 'internal error'],
    ['nothing', undefined, 500, Status.INTERNAL, 'internal error'],
  ])('tells %s', (_, error, status, code, message) => {
    expect(httpError(error)).toEqual({ status, body: { code, message, details: [] } });
  });
});
