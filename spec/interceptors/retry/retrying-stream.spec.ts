import * as codes from '../../../lib/codes';
import { background, Canceled, type Context, withCancel } from '../../../lib/context';
import { OnFinish } from '../../../lib/grpc';
import { retry } from '../../../lib/interceptors';
import * as status from '../../../lib/status';
import { Moment } from '../../support/moment';
import { each } from '../../support/queue';
import { defaults, failed, serve } from './stage';

// The cases of go-grpc-middleware's retry_test.go, and what they do not reach.

describe('interceptors.retry() of streams of responses', () => {
  const all = [{ i: 0 }, { i: 1 }, { i: 2 }];

  it('makes a call until it succeeds', async () => {
    const { service, list } = await serve(3, codes.DataLoss, retry(defaults));
    expect(await list()).toEqual(all);
    expect(service.attempts).toEqual([undefined, ['1'], ['2']]);
  });

  it('begins anew after messages, which come again', async () => {
    const { service, list } = await serve(2, codes.DataLoss, retry(defaults));
    service.before = 1;
    expect(await list()).toEqual([{ i: 0 }, { i: 0 }, ...all]);
  });

  it.each([
    [codes.Internal, 1],
    [codes.DataLoss, 3],
  ])('fails with %i after %i attempts', async (code, count) => {
    const told: unknown[] = [];
    const { service, list } = await serve(9, code, retry(defaults));
    const finished = OnFinish((error) => told.push(status.code(error)));
    expect(await failed(list(background(), finished))).toMatchObject({ code });
    expect(service.count).toBe(count);
    expect(told).toEqual([code]);
  });

  it('calls onRetry and OnFinish as for unary calls', async () => {
    const told: unknown[] = [];
    const onRetry = (_: Context, attempt: number) => told.push(attempt);
    const { list } = await serve(3, codes.Unavailable, retry({ ...defaults, onRetry }));
    await list(
      background(),
      OnFinish((error) => told.push(error)),
    );
    expect(told).toEqual([1, 2, undefined]);
  });

  it('leaving the loop ends the call, after a retry too', async () => {
    const { service, client } = await serve(2, codes.Unavailable, retry(defaults));
    const ended = new Moment();
    const told: unknown[] = [];
    service.entered = async (ctx) => {
      if (service.count === 2) ctx.signal.addEventListener('abort', () => ended.come());
    };
    service.before = 0;
    const stream = await client.serverStream(
      background(),
      {},
      OnFinish((error) => told.push(status.code(error))),
    );
    for await (const message of stream) {
      expect(message).toEqual({ i: 0 });
      break;
    }
    await ended.came;
    expect(told).toEqual([codes.Canceled]);
  });

  it('never opens a stream in a context that has ended', async () => {
    const [ctx, cancel] = withCancel(background());
    const { service, list } = await serve(
      9,
      codes.Unavailable,
      retry({ ...defaults, backoff: () => Number(cancel()) }),
    );
    expect(await failed(list(ctx))).toMatchObject({ code: codes.Canceled });
    expect(service.count).toBe(1);
    expect(ctx.err()).toBe(Canceled);
  });

  it('refuses a stream of requests, with the text of the original', async () => {
    const { client } = await serve(1, codes.OK, retry(defaults));
    const text = 'grpc_retry: cannot retry on ClientStreams, set grpc_retry.Disable()';
    expect(await failed(client.clientStream())).toMatchObject({ code: codes.Unimplemented, message: text });
    expect(await failed(client.bidi())).toMatchObject({ code: codes.Unimplemented, message: text });
  });

  it('lets it pass without max', async () => {
    const { client } = await serve(1, codes.OK, retry());
    const stream = await client.clientStream();
    expect(await stream.closeAndRecv()).toEqual({});
    for await (const _ of await client.bidi()) throw new Error('no message');
    void each();
  });
});
