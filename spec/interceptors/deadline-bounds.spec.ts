import { Status } from 'nice-grpc-common';
import {
  background,
  type Context,
  current,
  DeadlineExceeded,
  withCancel,
  withTimeout,
} from '../../lib/context';
import { deadlineBounds, inOrder } from '../../lib/interceptors';
import { createChannel, createClient, createServer } from '../../lib/nice-grpc';
import { callUnary, manualClock, withClock } from '../../lib/testing';
import { outcomeOf } from '../support/adapters/outcome';
import { everywhere, grpcJs, type Pair } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';
import { stubServer } from '../support/adapters/stub';
import { Echo, type Kind, kinds } from '../support/echo';
import { end, Moment } from '../support/moment';

const stub: Pair = { ...grpcJs, name: 'stub', server: stubServer };

/** Returns the deadline that a handler sees for a call with `timeout`, at the time 0. */
async function deadlineSeen(bounds: object, timeout: number | undefined): Promise<number | undefined> {
  const clocked = withClock(background(), manualClock(0));
  const [ctx] = timeout === undefined ? [clocked] : withTimeout(clocked, timeout);
  let seen: number | undefined;
  await callUnary(
    (ctx: Context) => {
      seen = ctx.deadline?.getTime();
    },
    {},
    {
      ctx,
      interceptor: deadlineBounds(bounds).unary,
    },
  );
  return seen;
}

describe('interceptors.deadlineBounds()', () => {
  it.each([
    [{ maxTimeout: 10 }, undefined, 10],
    [{ maxTimeout: 10 }, 100, 10],
    [{ maxTimeout: 10 }, 5, 5],
    [{ defaultTimeout: 10 }, undefined, 10],
    [{ defaultTimeout: 10 }, 100, 100],
    [{ maxTimeout: 50, defaultTimeout: 10 }, undefined, 10],
    [{ maxTimeout: 50, defaultTimeout: 10 }, 100, 50],
    [{ maxTimeout: 50, defaultTimeout: 10 }, 20, 20],
    [{ maxTimeout: 10, defaultTimeout: 50 }, undefined, 10],
  ])('%j of a call with %p is %p', async (bounds, timeout, expected) => {
    expect(await deadlineSeen(bounds, timeout)).toBe(expected);
  });

  it.each([
    {},
    { maxTimeout: Number.NaN },
    { maxTimeout: 0 },
    { defaultTimeout: -1 },
    { maxTimeout: '5' },
    null,
    undefined,
  ])('refuses %p', (bounds) => {
    expect(() => Reflect.apply(deadlineBounds, undefined, [bounds])).toThrow(/interceptors: deadlineBounds/);
  });

  it('ends a call whose handler does not, of each kind, and the handler sees it', async () => {
    const [started, released] = [new Moment(), new Moment()];
    const ends: unknown[] = [];
    const server = createServer(inOrder(deadlineBounds({ maxTimeout: 20 })));
    const hang = async (ctx: Context) => {
      started.come();
      ends.push(await end(ctx));
      await released.came;
    };
    const unary = async (_: unknown, { ctx }: { ctx: Context }) => {
      await hang(ctx);
      return {};
    };
    const stream = async function* (_: unknown, { ctx }: { ctx: Context }) {
      yield {};
      await hang(ctx);
    };
    server.add(Echo, { unary, clientStream: unary, serverStream: stream, bidi: stream });
    const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
    const client = createClient(Echo, channel);
    const drain = async (messages: AsyncIterable<object>) => {
      for await (const _ of messages);
    };
    const none = async function* () {};
    const late = { code: 4, details: 'context deadline exceeded' };
    await expect(client.unary({})).rejects.toMatchObject(late);
    await expect(client.clientStream(none())).rejects.toMatchObject(late);
    await expect(drain(client.serverStream({}))).rejects.toMatchObject(late);
    await expect(drain(client.bidi(none()))).rejects.toMatchObject(late);
    released.come();
    expect(ends).toEqual(Array(4).fill(DeadlineExceeded));
    channel.close();
    await server.shutdown();
  });
});

const hour = 3_600_000; // ms
const bound = 100; // ms, more than it takes from a call's coming to its handler

describe.each([...everywhere, stub])('interceptors.deadlineBounds() of a server of $name', (pair) => {
  const carried = kinds.filter((kind) => !pair.without?.includes(kind));
  let stage: Stage;
  const on = (kind: Kind, maxTimeout = bound) => {
    stage = new Stage(pair, kind);
    stage.serverInterceptors = inOrder(deadlineBounds({ maxTimeout }));
    return stage;
  };
  afterEach(() => stage.close());

  const clients: ReadonlyArray<readonly [string, number | undefined]> = [
    ['sets no deadline', undefined],
    ['sets one that is far', 1000 * hour],
  ];
  describe.each(clients)('to a client that %s', (_, timeout) => {
    it.each(carried)('bounds what the handler has, and ends the call: %s', async (kind) => {
      const [ctx, cancel] =
        timeout === undefined ? withCancel(background()) : withTimeout(background(), timeout);
      const seen = new Moment<Context>();
      const called = Date.now();
      const outcome = outcomeOf(
        (
          await on(kind).serve(async () => {
            seen.come(current());
            await end(current());
          })
        ).call(kind, { ctx }),
      );
      const own = await seen.came;
      expect(own.deadline?.getTime()).toBeGreaterThanOrEqual(called + bound);
      expect(own.deadline?.getTime()).toBeLessThanOrEqual(Date.now() + bound);
      expect((await outcome).code).toBe(Status.DEADLINE_EXCEEDED);
      expect(own.err()).toBe(DeadlineExceeded);
      expect(ctx.err()).toBeUndefined();
      cancel();
    });
  });

  it.each(carried)('ends a call whose handler takes no notice: %s', async (kind) => {
    const over = new Moment();
    const client = await on(kind).serve(async ({ send }) => {
      if (kind === 'serverStream' || kind === 'bidi') await send({ n: 1 });
      await over.came;
      throw new Error('nobody is told of this');
    });
    expect((await outcomeOf(client.call(kind, { ctx: background() }))).code).toBe(Status.DEADLINE_EXCEEDED);
    over.come();
  });

  it.each(carried)('leaves a call alone that is done before: %s', async (kind) => {
    const client = await on(kind, hour).serve(async ({ requests, send }) => {
      for await (const request of requests) await send(request);
    });
    const outcome = await outcomeOf(client.call(kind, { request: { n: 1 }, ctx: background() }));
    expect(outcome).toEqual({ messages: [{ n: 1 }], code: Status.OK, details: '' });
  });
});
