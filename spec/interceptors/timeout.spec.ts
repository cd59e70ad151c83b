import { background, type Context, DeadlineExceeded, withTimeout } from '../../lib/context';
import { type CallOption, type ClientStream, OnFinish } from '../../lib/grpc';
import { callOnFinish } from '../../lib/grpc/client/response-options';
import { timeout } from '../../lib/interceptors';
import { manualClock, withClock } from '../../lib/testing';
import { end } from '../support/moment';
import { wrong } from '../support/wrong';

const desc = { streamName: 'Buy', clientStreams: true, serverStreams: true };
const made = wrong<ClientStream>({});

describe('interceptors.timeout()', () => {
  it.each([
    [1000, 5000, 1000],
    [5000, 1000, 1000],
    [undefined, 1000, 1000],
  ])('makes the earlier of %s and %d hold', async (own, ms, expected) => {
    const ctx = withClock(background(), manualClock(0));
    const [given] = own === undefined ? [ctx] : withTimeout(ctx, own);
    const seen: unknown[] = [];
    const note = (ctx: Context) => seen.push(ctx.deadline?.getTime());
    await timeout(ms).unary(given, '/s/m', {}, async (ctx) => note(ctx), []);
    await timeout(ms).stream(
      given,
      desc,
      '/s/m',
      async (ctx) => {
        note(ctx);
        return made;
      },
      [],
    );
    expect(seen).toEqual([expected, expected]);
  });

  it('ends a call that takes longer', async () => {
    const clock = manualClock();
    const call = timeout(100).unary(
      withClock(background(), clock),
      '/s/m',
      {},
      async (ctx) => {
        const ended = end(ctx);
        clock.advance(100);
        throw await ended;
      },
      [],
    );
    await expect(call).rejects.toBe(DeadlineExceeded);
  });

  it('gives the timer back when a unary call has ended', async () => {
    for (const outcome of [Promise.resolve('ok'), Promise.reject(new Error('no'))]) {
      let inCall = background();
      const invoker = (ctx: Context) => {
        inCall = ctx;
        return outcome;
      };
      await timeout(100)
        .unary(background(), '/s/m', {}, invoker, [])
        .catch(() => {});
      expect(inCall.err()?.message).toBe('context canceled');
    }
  });

  it('gives it back when a stream has ended, not when it has begun', async () => {
    const told: unknown[] = [];
    let opts: readonly CallOption[] = [];
    let inCall = background();
    const own = OnFinish((error) => told.push(error));
    await timeout(100).stream(
      background(),
      desc,
      '/s/m',
      async (...[ctx, , , given]) => {
        [inCall, opts] = [ctx, given];
        return made;
      },
      [own],
    );
    expect(inCall.err()).toBeUndefined();
    callOnFinish(opts, background(), () => undefined);
    expect(inCall.err()?.message).toBe('context canceled');
    expect(told).toEqual([undefined]);
  });

  it('gives it back when a stream does not begin', async () => {
    let inCall = background();
    const streamer = (ctx: Context) => {
      inCall = ctx;
      return Promise.reject(new Error('no'));
    };
    await expect(timeout(100).stream(background(), desc, '/s/m', streamer, [])).rejects.toThrow('no');
    expect(inCall.err()?.message).toBe('context canceled');
  });

  it.each([
    [wrong<number>('1s'), TypeError],
    [Number.NaN, RangeError],
    [0, RangeError],
    [-1, RangeError],
  ])('refuses %p', (ms, type) => {
    expect(() => timeout(ms)).toThrow(type);
  });
});
