import { contextOf } from './ambient';
import type { CancelState } from './cancel-state';
import { clockOf, mustBeDuration } from './clock';
import type { Context } from './context';
import { cancelStateOf } from './context-impl';
import { wrongType } from './kind';

/**
 * Returns a promise that settles as `promise` does, or rejects with `ctx.err()` when `ctx` ends, whichever happens first. If
 * `ctx` has ended already, it rejects. What `promise` stands for goes on: a context that ends only means that nothing waits
 * any more. Unlike `Promise.race`, it leaves nothing behind on `ctx`, however often it is called.
 *
 * A rejection that is not awaited is harmless, that of `promise` included.
 *
 * It is for Go's `select { case v := <-ch: … case <-ctx.Done(): return ctx.Err() }`.
 *
 * @throws TypeError if `ctx` is not a context or `promise` is not a promise.
 */
export function race<T>(ctx: Context | undefined, promise: PromiseLike<T>): Promise<T>;
export function race<T>(promise: PromiseLike<T>): Promise<T>;
export function race<T>(...args: [Context | undefined, PromiseLike<T>] | [PromiseLike<T>]): Promise<T> {
  const [ctx, promise] = args.length === 1 ? [undefined, args[0]] : args;
  const state = cancelStateOf(contextOf('context: race', ctx), 'context: race');
  if (typeof promise !== 'object' || promise === null || typeof promise.then !== 'function') {
    throw wrongType('context: race: promise', 'a promise', promise);
  }
  return harmless(
    new Promise<T>((resolve, reject) => {
      const leave = whenEnded(state, reject);
      promise.then(
        (value) => {
          leave();
          resolve(value);
        },
        (error: unknown) => {
          leave();
          reject(error);
        },
      );
    }),
  );
}

/**
 * Returns a promise that resolves with `ctx.err()` when `ctx` ends, and at once if it has ended. It never rejects. To wait for
 * something else too, use `race`, which leaves nothing behind.
 *
 * Ports Go's `<-ctx.Done()`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function done(ctx?: Context): Promise<Error> {
  const state = cancelStateOf(contextOf('context: done', ctx), 'context: done');
  return new Promise((resolve) => {
    whenEnded(state, resolve);
  });
}

/**
 * Returns a promise that resolves when `ms` milliseconds have passed by the clock of `ctx`, or rejects with `ctx.err()` when
 * `ctx` ends, whichever happens first; the timer is given back then. The process stays alive for it. `Infinity` waits for the
 * end of `ctx` alone.
 *
 * A rejection that is not awaited is harmless.
 *
 * It is for Go's `select { case <-time.After(d): case <-ctx.Done(): return ctx.Err() }`.
 *
 * @throws TypeError if `ctx` is not a context or `ms` is not a number.
 * @throws RangeError if `ms` is `NaN`.
 */
export function sleep(ctx: Context | undefined, ms: number): Promise<void>;
export function sleep(ms: number): Promise<void>;
export function sleep(...args: [Context | undefined, number] | [number]): Promise<void> {
  const where = 'context: sleep';
  const [ctx, ms] = args.length === 1 ? [undefined, args[0]] : args;
  const there = contextOf(where, ctx);
  const state = cancelStateOf(there, where);
  const clock = clockOf(there);
  const duration = mustBeDuration(where, ms);
  return harmless(
    new Promise((resolve, reject) => {
      const wake = () => {
        leave();
        resolve();
      };
      const stop =
        duration === Number.POSITIVE_INFINITY ? () => {} : clock.at(clock.now() + duration, wake, true);
      const leave = whenEnded(state, (err) => {
        stop();
        reject(err);
      });
    }),
  );
}

/**
 * Calls `f` with the error of `state` once it has ended: at once if it has. Returns a function that makes sure that it does
 * not any more.
 */
function whenEnded(state: CancelState, f: (err: Error) => void): () => void {
  const err = state.err();
  if (err !== undefined) {
    f(err);
    return () => {};
  }
  const subscriber = { onEnd: ({ err }: { err: Error }) => f(err) };
  state.subscribe(subscriber);
  return () => state.unsubscribe(subscriber);
}

/** Returns `promise`, whose rejection ends no process if it is not awaited. */
function harmless<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
