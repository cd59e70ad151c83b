/** @jest-environment jsdom */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  afterFunc,
  background,
  Canceled,
  type CancelFunc,
  type Context,
  DeadlineExceeded,
  withCancel,
  withSignal,
  withTimeout,
} from '../../lib/context';

/** Resolves when `ctx` has ended. */
function end(ctx: Context): Promise<void> {
  return new Promise((resolve) => afterFunc(ctx, resolve));
}

/** A realm has its own AbortController where tests run in a browser's likeness: that of jsdom is none of Node's. */
describe('in a realm with an AbortController of its own', () => {
  it('is one', () => {
    expect(() => setMaxListeners(0, new AbortController().signal)).toThrow('must be an instance of');
  });

  it('a context has a signal, which aborts when it ends', () => {
    const [ctx, cancel] = withCancel(background());
    const { signal } = ctx;
    expect(signal).toBeInstanceOf(AbortSignal);
    cancel();
    expect([signal.aborted, signal.reason]).toEqual([true, Canceled]);
  });

  it('a signal of the realm ends a context', async () => {
    const source = new AbortController();
    const ctx = withSignal(background(), source.signal);
    const ended = end(ctx);
    source.abort();
    await ended;
    expect(ctx.err()).toBe(Canceled);
  });

  it('a timer ends a context, and is given back', async () => {
    const [ctx] = withTimeout(background(), 1);
    await end(ctx);
    expect(ctx.err()).toBe(DeadlineExceeded);
    const [other, cancel]: [Context, CancelFunc] = withTimeout(background(), 1e6);
    const pending = sleep(1e6, undefined, { signal: other.signal });
    cancel();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });
});
