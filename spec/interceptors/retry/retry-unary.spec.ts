import * as codes from '../../../lib/codes';
import { background, type Context, withCancel, withTimeout } from '../../../lib/context';
import { Header, OnFinish, type UnaryInvoker } from '../../../lib/grpc';
import { backoffLinear, type ClientInterceptor, retry } from '../../../lib/interceptors';
import { appendToOutgoingContext, MD } from '../../../lib/metadata';
import * as status from '../../../lib/status';
import { manualClock, withClock } from '../../../lib/testing';
import { end } from '../../support/moment';
import { defaults, failed, serve } from './stage';

// The cases of go-grpc-middleware's retry_test.go, and what they do not reach.

describe('interceptors.retry() of unary calls', () => {
  it.each([codes.Internal, codes.Canceled, codes.DeadlineExceeded])(
    'makes a call once that fails with %i',
    async (code) => {
      const { service, client } = await serve(5, code, retry(defaults));
      expect(await failed(client.unary({}))).toMatchObject({ code });
      expect(service.count).toBe(1);
    },
  );

  it('makes it until it succeeds, and tells the server the number of the retry', async () => {
    const { service, client } = await serve(3, codes.DataLoss, retry(defaults));
    const ctx = appendToOutgoingContext(background(), 'k', 'v');
    expect(await client.unary(ctx, {})).toEqual({ attempt: 3 });
    expect(service.attempts).toEqual([undefined, ['1'], ['2']]);
  });

  it('gives up after max attempts, with the last error', async () => {
    const { service, client } = await serve(5, codes.DataLoss, retry(defaults));
    expect(await failed(client.unary({}))).toMatchObject({ code: codes.DataLoss });
    expect(service.count).toBe(3);
  });

  it.each([undefined, 0])('makes it once with max %p', async (max) => {
    const { service, client } = await serve(5, codes.Unavailable, retry({ max }));
    expect(await failed(client.unary({}))).toMatchObject({ code: codes.Unavailable });
    expect(service.count).toBe(1);
  });

  it('retries ResourceExhausted and Unavailable by itself', async () => {
    for (const [code, count] of [
      [codes.ResourceExhausted, 2],
      [codes.Unavailable, 2],
      [codes.Aborted, 1],
    ] as const) {
      const { service, client } = await serve(5, code, retry({ max: 2, backoff: backoffLinear(0) }));
      await failed(client.unary({}));
      expect(service.count).toBe(count);
    }
  });

  it('asks retriable in place of the codes', async () => {
    const retriable = (error: unknown) => status.convert(error).message.includes('maybeFailRequest');
    const { service, client } = await serve(5, codes.Aborted, retry({ ...defaults, retriable, max: 5 }));
    expect(await client.unary({})).toEqual({ attempt: 5 });
    expect(service.count).toBe(5);
  });

  it('calls onRetry before each retry', async () => {
    const told: unknown[] = [];
    const onRetry = (_: Context, attempt: number, error: unknown) => told.push([attempt, status.code(error)]);
    const { client } = await serve(3, codes.Unavailable, retry({ ...defaults, onRetry }));
    await client.unary({});
    expect(told).toEqual([
      [1, codes.Unavailable],
      [2, codes.Unavailable],
    ]);
  });

  it('calls it for no other error', async () => {
    const onRetry = jest.fn();
    const { client } = await serve(3, codes.Internal, retry({ ...defaults, onRetry }));
    await failed(client.unary({}));
    expect(onRetry).not.toHaveBeenCalled();
  });

  it.each(['backoff', 'onRetry', 'retriable'])('a faulty %s fails that call alone', async (name) => {
    let faulty = true;
    const fault = () => {
      if (faulty) throw new Error('faulty');
      return 1;
    };
    const { client, service } = await serve(2, codes.Unavailable, retry({ ...defaults, [name]: fault }));
    await expect(client.unary({})).rejects.toThrow('faulty');
    faulty = false;
    service.count = 0;
    expect(await client.unary({})).toEqual({ attempt: 2 });
  });

  it('gives each attempt the time of perRetryTimeout', async () => {
    const clock = manualClock(0);
    const ctx = withClock(background(), clock);
    const deadlines: unknown[] = [];
    const invoker: UnaryInvoker = async (own) => {
      deadlines.push(own.deadline?.getTime());
      if (deadlines.length === 3) return 'ok';
      const ended = end(own);
      clock.advance(30);
      throw status.fromContextError(await ended).err();
    };
    const { unary } = retry({ max: 3, backoff: backoffLinear(0), perRetryTimeout: 30 });
    expect(await Reflect.apply(unary, undefined, [ctx, '/s/m', {}, invoker, []])).toBe('ok');
    expect(deadlines).toEqual([30, 60, 90]);
  });

  it('never makes a call whose context has ended while it waited', async () => {
    const [ctx, cancel] = withCancel(background());
    const waits = () => {
      setImmediate(cancel);
      return 1e6;
    };
    const { service, client } = await serve(5, codes.Unavailable, retry({ ...defaults, backoff: waits }));
    expect(await failed(client.unary(ctx, {}))).toMatchObject({
      code: codes.Canceled,
      message: 'context canceled',
    });
    expect(service.count).toBe(1);
  });

  it('nor one whose context has ended in onRetry or backoff', async () => {
    for (const name of ['onRetry', 'backoff']) {
      const [ctx, cancel] = withCancel(background());
      const { service, client } = await serve(
        5,
        codes.Unavailable,
        retry({ ...defaults, [name]: () => void cancel() }),
      );
      expect(await failed(client.unary(ctx, {}))).toMatchObject({ code: codes.Canceled });
      expect(service.count).toBe(1);
    }
  });

  it('ends at the deadline of the context', async () => {
    const [ctx] = withTimeout(background(), 30);
    const { client } = await serve(
      1e9,
      codes.Unavailable,
      retry({ ...defaults, max: 1e9, backoff: backoffLinear(10) }),
    );
    expect(await failed(client.unary(ctx, {}))).toMatchObject({ code: codes.DeadlineExceeded });
  });

  it('calls OnFinish once, and fills Header by the last attempt', async () => {
    const told: unknown[] = [];
    const md = new MD();
    const { client } = await serve(3, codes.Unavailable, retry(defaults));
    await client.unary(
      background(),
      {},
      OnFinish((error) => told.push(error)),
      Header(md),
    );
    expect(told).toEqual([undefined]);
    expect(md.get('content-type')).toEqual(['application/grpc+proto']);
  });

  it('runs what stands after it for each attempt, what stands before it once', async () => {
    const seen: string[] = [];
    const track = (name: string): ClientInterceptor => ({
      unary: async (ctx, method, req, invoker, opts) => {
        seen.push(name);
        return invoker(ctx, method, req, opts);
      },
      stream: async (ctx, desc, method, streamer, opts) => {
        seen.push(name);
        return streamer(ctx, desc, method, opts);
      },
    });
    const { service, client, list } = await serve(
      2,
      codes.Unavailable,
      track('pre'),
      retry(defaults),
      track('post'),
    );
    await client.unary({});
    service.count = 0;
    await list();
    expect(seen).toEqual(['pre', 'post', 'post', 'pre', 'post', 'post']);
  });
});
