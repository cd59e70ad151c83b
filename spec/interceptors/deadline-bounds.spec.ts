import { background, type Context, DeadlineExceeded, withTimeout } from '../../lib/context';
import { deadlineBounds, inOrder } from '../../lib/interceptors';
import { createChannel, createClient, createServer } from '../../lib/nice-grpc';
import { callUnary, manualClock, withClock } from '../../lib/testing';
import { Echo } from '../support/echo';
import { end, Moment } from '../support/moment';

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

  it.each([{}, { maxTimeout: 0 }, { defaultTimeout: -1 }, { maxTimeout: '5' }, null, undefined])(
    'refuses %p',
    (bounds) => {
      expect(() => Reflect.apply(deadlineBounds, undefined, [bounds])).toThrow(
        /interceptors: deadlineBounds/,
      );
    },
  );

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
