import { contextOf, current } from './ambient';
import { CancelState } from './cancel-state';
import { clockOf } from './clock';
import type { Context } from './context';
import { ContextImpl, EndlessState } from './context-impl';

import { isSignal, wrongType } from './kind';

/**
 * Tells a context and all that are derived from it to end. It does not wait for their work to stop. After the
 * first call, later calls do nothing.
 */
export type CancelFunc = () => void;

/** A CancelFunc that also says why: `cause(ctx)` is then `reason`, or `Canceled` if none is given. */
export type CancelCauseFunc = (reason?: unknown) => void;

/**
 * Returns a context derived from `ctx`, and a function that cancels it. It ends when that function is called or
 * when `ctx` ends, whichever happens first.
 *
 * Ports Go's `context.WithCancel`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function withCancel(ctx: Context = current()): [Context, CancelFunc] {
  const parent = ContextImpl.of('context: withCancel', ctx);
  const state = new CancelState(ContextImpl.stateOf(parent), clockOf(parent));
  return [new ContextImpl(parent, 'WithCancel', state), () => state.cancel()];
}

/**
 * Like `withCancel`, but the function takes a reason, which `cause` and `signal.reason` then give. Only the first
 * reason counts; `err()` is `Canceled` in any case.
 *
 * Ports Go's `context.WithCancelCause`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function withCancelCause(ctx: Context = current()): [Context, CancelCauseFunc] {
  const parent = ContextImpl.of('context: withCancelCause', ctx);
  const state = new CancelState(ContextImpl.stateOf(parent), clockOf(parent));
  return [new ContextImpl(parent, 'WithCancel', state), (reason) => state.cancel(reason ?? undefined)];
}

/**
 * Returns a context with the values of `ctx` that does not end when `ctx` does: it has no deadline and is never
 * cancelled. It is for work that must outlive the call that asked for it.
 *
 * Ports Go's `context.WithoutCancel`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function withoutCancel(ctx: Context = current()): Context {
  return new ContextImpl(ContextImpl.of('context: withoutCancel', ctx), 'WithoutCancel', new EndlessState());
}

/**
 * Returns why `ctx` ended: the reason of the first cancellation among it and its ancestors, which is `ctx.err()`
 * where none was given; `undefined` while it lives.
 *
 * Ports Go's `context.Cause`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function cause(ctx: Context = current()): unknown {
  return ContextImpl.stateOf(ctx, 'context: cause').cancellation()?.cause;
}

/**
 * Throws `ctx.err()` if `ctx` has ended, and does nothing otherwise. It is for loops that do not wait for anything.
 *
 * It is for Go's `if err := ctx.Err(); err != nil { return err }`.
 *
 * @throws Error: `Canceled`, `DeadlineExceeded`, or what a user-defined context says, if `ctx` has ended.
 * @throws TypeError if `ctx` is not a context.
 */
export function throwIfEnded(ctx?: Context): void {
  const err = contextOf('context: throwIfEnded', ctx).err();
  if (err !== undefined) throw err;
}

/**
 * Returns a context derived from `ctx` that also ends when `signal` aborts: with `DeadlineExceeded` if the
 * signal's reason is a `TimeoutError` (as that of `AbortSignal.timeout` is), with `Canceled` otherwise. In both
 * cases `cause` gives the signal's reason. It keeps no listener on the signal while nothing waits for its end, and
 * one at most, however many contexts are derived from the same signal.
 *
 * It is the bridge from JavaScript's own signals; Go has none.
 *
 * @throws TypeError if `ctx` is not a context or `signal` is not an `AbortSignal`.
 */
export function withSignal(ctx: Context | undefined, signal: AbortSignal): Context;
export function withSignal(signal: AbortSignal): Context;
export function withSignal(...args: [Context | undefined, AbortSignal] | [AbortSignal]): Context {
  const [ctx = current(), signal] = args.length === 1 ? [undefined, args[0]] : args;
  const parent = ContextImpl.of('context: withSignal', ctx);
  if (!isSignal(signal)) {
    throw wrongType('context: withSignal: signal', 'an AbortSignal', signal);
  }
  const state = CancelState.withSignal(ContextImpl.stateOf(parent), signal, clockOf(parent));
  return new ContextImpl(parent, 'WithSignal', state);
}
