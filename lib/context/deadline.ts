import { current } from './ambient';
import type { CancelFunc } from './cancel';
import { CancelState } from './cancel-state';
import { clockOf } from './clock';
import type { Context } from './context';
import { ContextImpl, implOf } from './context-impl';
import { DeadlineState } from './triggered-state';

const latest = 8.64e15; // the last time that a Date can tell

/**
 * Returns a context derived from `ctx` that ends at `deadline`, and a function that cancels it before. It ends at
 * the deadline, when the function is called, or when `ctx` ends, whichever happens first. If the deadline of
 * `ctx` is earlier, that one holds. If it has passed, the context is returned ended, with `DeadlineExceeded`.
 *
 * Call the function as soon as the work is done: it gives back the timer, if anybody made one run by waiting.
 *
 * Ports Go's `context.WithDeadline`.
 *
 * @throws TypeError if `ctx` is not a context or `deadline` is not a `Date`.
 * @throws RangeError if `deadline` is an invalid date.
 */
export function withDeadline(ctx: Context | undefined, deadline: Date): [Context, CancelFunc];
export function withDeadline(deadline: Date): [Context, CancelFunc];
export function withDeadline(...args: [Context | undefined, Date] | [Date]): [Context, CancelFunc] {
  const [ctx = current(), deadline] = args.length === 2 ? args : [undefined, ...args];
  return expiring('withDeadline', ctx, () => mustBeTime('withDeadline', deadline));
}

/**
 * Like `withDeadline`, but `cause(ctx)` is `reason` if it is this deadline that ends the context.
 *
 * Ports Go's `context.WithDeadlineCause`.
 *
 * @throws TypeError if `ctx` is not a context or `deadline` is not a `Date`.
 * @throws RangeError if `deadline` is an invalid date.
 */
export function withDeadlineCause(
  ctx: Context | undefined,
  deadline: Date,
  reason: unknown,
): [Context, CancelFunc];
export function withDeadlineCause(deadline: Date, reason: unknown): [Context, CancelFunc];
export function withDeadlineCause(
  ...args: [Context | undefined, Date, unknown] | [Date, unknown]
): [Context, CancelFunc] {
  const [ctx = current(), deadline, reason] = args.length === 3 ? args : [undefined, ...args];
  return expiring('withDeadlineCause', ctx, () => mustBeTime('withDeadlineCause', deadline), reason);
}

/**
 * Returns `withDeadline(ctx, now + ms)`. A timeout of 0 or less gives a context that has ended; `Infinity` gives
 * one without a deadline of its own.
 *
 * Ports Go's `context.WithTimeout`; a duration is milliseconds here, as everywhere in JavaScript.
 *
 * @throws TypeError if `ctx` is not a context or `ms` is not a number.
 * @throws RangeError if `ms` is `NaN`.
 */
export function withTimeout(ctx: Context | undefined, ms: number): [Context, CancelFunc];
export function withTimeout(ms: number): [Context, CancelFunc];
export function withTimeout(...args: [Context | undefined, number] | [number]): [Context, CancelFunc] {
  const [ctx = current(), ms] = args.length === 2 ? args : [undefined, ...args];
  return expiring('withTimeout', ctx, (now) => now + mustBeDuration('withTimeout', ms));
}

/**
 * Like `withTimeout`, but `cause(ctx)` is `reason` if it is this timeout that ends the context.
 *
 * Ports Go's `context.WithTimeoutCause`.
 *
 * @throws TypeError if `ctx` is not a context or `ms` is not a number.
 * @throws RangeError if `ms` is `NaN`.
 */
export function withTimeoutCause(
  ctx: Context | undefined,
  ms: number,
  reason: unknown,
): [Context, CancelFunc];
export function withTimeoutCause(ms: number, reason: unknown): [Context, CancelFunc];
export function withTimeoutCause(
  ...args: [Context | undefined, number, unknown] | [number, unknown]
): [Context, CancelFunc] {
  const [ctx = current(), ms, reason] = args.length === 3 ? args : [undefined, ...args];
  return expiring('withTimeoutCause', ctx, (now) => now + mustBeDuration('withTimeoutCause', ms), reason);
}

/** Returns a context that ends at the time that `when` makes of the time now, and a function that cancels it. */
function expiring(
  name: string,
  ctx: Context,
  when: (now: number) => number,
  reason?: unknown,
): [Context, CancelFunc] {
  const parent = implOf(name, ctx);
  const clock = clockOf(parent);
  const time = Math.max(when(clock.now()), -latest);
  const own = time <= latest && time <= parent.state.deadline;
  const state =
    own && parent.state.cancellation() === undefined
      ? new DeadlineState(parent.state, time, clock, reason ?? undefined)
      : new CancelState(parent.state, own ? time : undefined, clock);
  const step = () => {
    const seconds = (state.deadline - clock.now()) / 1000;
    return `WithDeadline(${new Date(state.deadline).toISOString()} [${seconds}s])`;
  };
  const cancel = () => state.cancel();
  return [new ContextImpl(parent, own ? step : 'WithCancel', state), cancel];
}

function mustBeTime(name: string, deadline: Date): number {
  if (!(deadline instanceof Date)) {
    throw new TypeError(`context: ${name}: deadline must be a Date: got ${typeof deadline}`);
  }
  const time = deadline.getTime();
  if (Number.isNaN(time))
    throw new RangeError(`context: ${name}: deadline must be a valid Date: got ${deadline}`);
  return time;
}

function mustBeDuration(name: string, ms: number): number {
  if (typeof ms !== 'number') throw new TypeError(`context: ${name}: ms must be a number: got ${typeof ms}`);
  if (Number.isNaN(ms)) throw new RangeError(`context: ${name}: ms must be a number: got NaN`);
  return ms;
}
