import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { background, Canceled, DeadlineExceeded, withCancel } from '../../lib/context';
import { fromContextError, statusOf } from '../../lib/grpc';

const caused = (message: string, cause: unknown) => new Error(message, { cause });

function circle(): Error {
  const error = new Error('circle');
  error.cause = caused('link', error);
  return error;
}

describe('grpc.fromContextError()', () => {
  it.each<[string, Error, Status, string]>([
    ['Canceled', Canceled, Status.CANCELLED, 'context canceled'],
    ['DeadlineExceeded', DeadlineExceeded, Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
    ['what Canceled caused', caused('a', caused('b', Canceled)), Status.CANCELLED, 'a'],
    ['another', new Error('another'), Status.UNKNOWN, 'another'],
    ['one with a status', new ServerError(Status.UNAVAILABLE, 'closing'), Status.UNAVAILABLE, 'closing'],
    ['a circle', circle(), Status.UNKNOWN, 'circle'],
  ])('of %s', (_, error, code, details) => {
    const status = fromContextError(error);
    expect(status).toBeInstanceOf(ServerError);
    expect([status?.code, status?.details]).toEqual([code, details]);
  });

  it('of undefined is undefined', () => {
    expect(fromContextError(undefined)).toBeUndefined();
  });
});

describe('grpc.statusOf()', () => {
  it('of a ServerError is the error itself', () => {
    const error = new ServerError(Status.NOT_FOUND, 'x');
    expect(statusOf(error)).toBe(error);
  });

  it.each<[string, unknown, Status, string]>([
    ['a ClientError', new ClientError('/s/m', Status.NOT_FOUND, 'x'), Status.NOT_FOUND, 'x'],
    ['Canceled', Canceled, Status.CANCELLED, 'context canceled'],
    ['DeadlineExceeded', DeadlineExceeded, Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
    ['what it caused', caused('a', DeadlineExceeded), Status.DEADLINE_EXCEEDED, 'a'],
    ['what a status caused', caused('a', new ServerError(Status.ABORTED, 'b')), Status.ABORTED, 'a'],
    ['what a call caused', caused('a', new ClientError('/s/m', Status.ABORTED, 'b')), Status.ABORTED, 'a'],
  ])('of %s', (_, error, code, details) => {
    const status = statusOf(error);
    expect([status?.code, status?.details]).toEqual([code, details]);
  });

  it('of the error of something that the signal of a context has stopped', async () => {
    const [ctx, cancel] = withCancel(background());
    const pending = sleep(1e6, undefined, { signal: ctx.signal });
    cancel();
    const error: unknown = await pending.catch((thrown: unknown) => thrown);
    expect(statusOf(error)?.code).toBe(Status.CANCELLED);
  });

  it.each([[new Error('plain')], [circle()], ['text'], [undefined], [null], [{}], [{ message: 1 }]])(
    'of %p is undefined',
    (error) => expect(statusOf(error)).toBeUndefined(),
  );
});
