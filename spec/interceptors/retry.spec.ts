import * as codes from '../../lib/codes';
import { background, Canceled, type Context, withCancel, withTimeout } from '../../lib/context';
import { type CallOption, Header, OnFinish, type UnaryInvoker } from '../../lib/grpc';
import {
  backoffExponential,
  backoffExponentialWithJitter,
  backoffExponentialWithJitterBounded,
  backoffLinear,
  backoffLinearWithJitter,
  type ClientInterceptor,
  inOrder,
  type RetryOptions,
  retry,
  withRetry,
} from '../../lib/interceptors';
import { appendToOutgoingContext, MD, valueFromIncomingContext } from '../../lib/metadata';
import { createChannel, createServer } from '../../lib/nice-grpc';
import * as status from '../../lib/status';
import { newClient, register } from '../../lib/stub';
import { manualClock, withClock } from '../../lib/testing';
import { Echo, type Message } from '../support/echo';
import { end, Moment } from '../support/moment';
import { each } from '../support/queue';

// The cases of go-grpc-middleware's retry_test.go, and what they do not reach.

/** A server whose calls fail but for each nth, and what it has seen. */
class FailingService {
  modulo = 1;
  code: codes.Code = codes.OK;
  before = 0; // messages that a stream sends before it fails
  count = 0;
  readonly attempts: (readonly string[] | undefined)[] = [];
  entered: (ctx: Context) => Promise<void> = async () => {};

  async maybeFail(ctx: Context): Promise<void> {
    this.count++;
    this.attempts.push(valueFromIncomingContext(ctx, 'x-retry-attempt'));
    await this.entered(ctx);
    if (this.count % this.modulo !== 0) throw status.error(this.code, 'maybeFailRequest: failing it');
  }
}

const retryable = [codes.Unavailable, codes.DataLoss];
const defaults: RetryOptions = { codes: retryable, max: 3, backoff: backoffLinear(1) };
const open: Array<() => unknown> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** Returns a service, and a client of it whose calls go through `interceptors`. */
async function serve(modulo: number, code: codes.Code, ...interceptors: ClientInterceptor[]) {
  const service = Object.assign(new FailingService(), { modulo, code });
  const server = createServer();
  register(server, Echo, {
    unary: async (ctx) => {
      await service.maybeFail(ctx);
      return { attempt: service.count };
    },
    serverStream: async (_, stream) => {
      for (let i = 0; i < service.before; i++) await stream.send({ i });
      await service.maybeFail(stream.context);
      for (let i = 0; i < 3; i++) await stream.send({ i });
    },
    clientStream: async () => ({}),
    bidi: async () => {},
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  open.push(
    () => channel.close(),
    () => server.forceShutdown(),
  );
  const client = newClient(Echo, channel, inOrder(...interceptors));
  const list = async (ctx: Context = background(), ...opts: CallOption[]) => {
    const messages: Message[] = [];
    for await (const message of await client.serverStream(ctx, {}, ...opts)) messages.push(message);
    return messages;
  };
  return { service, client, list };
}

const failed = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => status.convert(error),
  );

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

describe('interceptors.withRetry()', () => {
  it('has one call be made with its own options', async () => {
    const { service, client, list } = await serve(5, codes.ResourceExhausted, retry(defaults));
    const own = withRetry({ codes: [codes.ResourceExhausted], max: 5 });
    expect(await client.unary(background(), {}, own)).toEqual({ attempt: 5 });
    service.count = 0;
    expect(await list(background(), own)).toHaveLength(3);
    service.count = 0;
    expect(await failed(client.unary({}))).toMatchObject({ code: codes.ResourceExhausted });
    expect(service.count).toBe(1);
  });

  it('disables it with max 0, and the last one counts', async () => {
    const { service, client } = await serve(2, codes.DataLoss, retry(defaults));
    expect(
      await failed(client.unary(background(), {}, withRetry({ max: 9 }), withRetry({ max: 0 }))),
    ).toBeDefined();
    expect(service.count).toBe(1);
  });

  it('does nothing without the interceptor', async () => {
    const { service, client } = await serve(100, codes.DataLoss);
    const options = { max: 5, codes: [codes.DataLoss], backoff: backoffLinear(1), perRetryTimeout: 1 };
    expect(await failed(client.unary(background(), {}, withRetry(options)))).toMatchObject({
      code: codes.DataLoss,
    });
    expect(service.count).toBe(1);
  });

  it('refuses a wrong value', () => {
    expect(() => withRetry({ max: -1 })).toThrow(RangeError);
  });
});

describe('a backoff', () => {
  const attempts = Array.from({ length: 64 }, (_, i) => i);
  const ctx = background();

  it('backoffLinear() is the same each time', () => {
    expect([1, 2, 3].map((attempt) => backoffLinear(100)(ctx, attempt))).toEqual([100, 100, 100]);
  });

  it('backoffExponential() doubles', () => {
    expect([0, 1, 2, 3, 10].map((attempt) => backoffExponential(100)(ctx, attempt))).toEqual([
      100, 100, 200, 400, 51200,
    ]);
  });

  it.each([
    ['backoffLinearWithJitter', backoffLinearWithJitter(10_000, 0.1)],
    ['backoffExponentialWithJitter', (c: Context) => backoffExponentialWithJitter(10_000, 0.1)(c, 1)],
  ])('%s() varies within its bounds', (_, backoff) => {
    const waits = Array.from({ length: 1000 }, () => backoff(ctx, 1));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(9000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(11_000);
    expect(Math.min(...waits)).toBeLessThan(9180);
    expect(Math.max(...waits)).toBeGreaterThan(10_780);
  });

  it('is never negative, nor above its bound', () => {
    const [free, bounded] = [
      backoffExponentialWithJitter(100, 0.1),
      backoffExponentialWithJitterBounded(100, 0.1, 10_000),
    ];
    for (const attempt of attempts) {
      expect(free(ctx, attempt)).toBeGreaterThanOrEqual(0);
      expect(bounded(ctx, attempt)).toBeGreaterThanOrEqual(0);
      expect(bounded(ctx, attempt)).toBeLessThanOrEqual(10_000);
    }
  });
});

describe('the options of interceptors.retry()', () => {
  it.each<[object | null, string]>([
    [null, 'options must be an object: got null'],
    [{ max: -1 }, 'max must be a whole number of 0 or more: got -1'],
    [{ max: '3' }, 'max must be a number: got string'],
    [{ perRetryTimeout: 0 }, 'perRetryTimeout must be positive: got 0'],
    [{ codes: 5 }, 'codes must be a list: got number'],
    [{ backoff: 100 }, 'backoff must be a function: got number'],
    [{ onRetry: 'x' }, 'onRetry must be a function: got string'],
    [{ retriable: true }, 'retriable must be a function: got boolean'],
  ])('%p is refused', (options, text) => {
    expect(() => Reflect.apply(retry, undefined, [options])).toThrow(`interceptors: retry: ${text}`);
  });
});
