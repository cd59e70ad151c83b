import { ClientError, ServerError } from 'nice-grpc-common';
import { BadRequest, ErrorInfo, RichServerError } from 'nice-grpc-error-details';
import * as codes from '../../lib/codes';
import { Canceled, DeadlineExceeded } from '../../lib/context';
import * as status from '../../lib/status';
import { clientError } from '../../lib/status/internal';
import { badRequest, errorInfo, richBytes } from './protobuf';

const caused = (message: string, cause: unknown) => new Error(message, { cause });
const called = clientError('/s/m', { code: 5, details: 'no tea', detailsBin: richBytes(5, 'no tea') });

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
