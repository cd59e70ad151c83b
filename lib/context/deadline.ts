import { types } from 'node:util';
import { contextOf, current } from './ambient';
import { type CancelFunc, withCancel } from './cancel';
import { CancelState } from './cancel-state';
import { type Clock, clockOf, epochOf, mustBeDuration } from './clock';
import type { Context } from './context';
import { ContextImpl, cancelStateOf } from './context-impl';
import { wrongType } from './kind';

/** A timeout that is longer ends at a time that no Date can tell, and so never. It ends a hundred years before the last one. */
const longest = 8.64e15 - Date.UTC(2100, 0);

/**
 * Returns a context derived from `ctx` that ends at `deadline`, and a function that cancels it before. It ends at
 * the deadline, when the function is called, or when `ctx` ends, whichever happens first. If the deadline of
 * `ctx` is earlier, that one holds. If it has passed, the context is returned ended, with `DeadlineExceeded`.
 *
 * Call the function as soon as the work is done: it gives back the timer, if one runs.
 *
 * Ports Go's `context.WithDeadline`.
 *
 * @throws TypeError if `ctx` is not a context or `deadline` is not a `Date`.
 * @throws RangeError if `deadline` is an invalid date.
 */
export function withDeadline(ctx: Context | undefined, deadline: Date): [Context, CancelFunc];
export function withDeadline(deadline: Date): [Context, CancelFunc];
export function withDeadline(...args: [Context | undefined, Date] | [Date]): [Context, CancelFunc] {
  const [ctx = current(), deadline] = args.length === 1 ? [undefined, args[0]] : args;
  return at('context: withDeadline', ctx, deadline);
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
  const [ctx = current(), deadline, reason] = args.length === 2 ? [undefined, ...args] : args;
  return at('context: withDeadlineCause', ctx, deadline, reason);
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
  const [ctx = current(), ms] = args.length === 1 ? [undefined, args[0]] : args;
  return after('context: withTimeout', ctx, ms);
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
  const [ctx = current(), ms, reason] = args.length === 2 ? [undefined, ...args] : args;
  return after('context: withTimeoutCause', ctx, ms, reason);
}

/**
 * Returns the milliseconds that are left until the deadline of `ctx`, with a fraction, by its clock: 0 once it has passed, and
 * `Infinity` if there is none. `ctx.deadline` less `Date.now()` is something else while a test stops the clock, or once the
 * machine's is set.
 *
 * It is for Go's `time.Until(deadline)`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function remaining(ctx?: Context): number {
  const where = 'context: remaining';
  return Math.max(0, cancelStateOf(contextOf(where, ctx), where).remaining());
}

function at(where: string, ctx: Context, deadline: Date, reason?: unknown): [Context, CancelFunc] {
  const parent = ContextImpl.of(where, ctx);
  const epochTime = mustBeTime(where, deadline);
  const clock = clockOf(parent);
  const above = ContextImpl.stateOf(parent).timer;
  const time = epochTime - epochOf(clock);
  // The two clocks are read anew each time, so that one date may give two times; dates tell which is first.
  const isFirst = above?.clock === clock && epochTime <= above.epochTime();
  return expiring(parent, isFirst ? Math.min(time, above.time) : time, clock, { epochTime, cause: reason });
}

function after(where: string, ctx: Context, ms: number, reason?: unknown): [Context, CancelFunc] {
  const parent = ContextImpl.of(where, ctx);
  const clock = clockOf(parent);
  const duration = mustBeDuration(where, ms);
  if (duration > longest) return withCancel(parent);
  return expiring(parent, clock.now() + Math.max(duration, -longest), clock, { cause: reason });
}

function expiring(
  parent: ContextImpl,
  time: number,
  clock: Clock,
  init: { epochTime?: number; cause: unknown },
): [Context, CancelFunc] {
  const above = ContextImpl.stateOf(parent);
  const state = CancelState.withDeadline(above, time, clock, init);
  const words = state.timer === above.timer ? 'WithCancel' : wordsOf;
  return [new ContextImpl(parent, words, state), () => state.cancel()];
}

function wordsOf(state: CancelState): string {
  return `WithDeadline(${new Date(state.deadline).toISOString()} [${state.remaining() / 1000}s])`;
}

function mustBeTime(where: string, deadline: Date): number {
  if (!types.isDate(deadline)) {
    throw wrongType(`${where}: deadline`, 'a Date', deadline);
  }
  const time = deadline.getTime();
  if (Number.isNaN(time)) throw new RangeError(`${where}: deadline must be a valid Date: got ${deadline}`);
  return time;
}
