import { current } from './ambient';
import { CancelState } from './cancel-state';
import { clockOf } from './clock';
import type { Context } from './context';
import { ContextImpl, implOf } from './context-impl';
import { SignalState } from './triggered-state';

/**
 * Returns a context derived from `ctx` that also ends when `signal` aborts: with `DeadlineExceeded` if the
 * signal's reason is a `TimeoutError` (as that of `AbortSignal.timeout` is), with `Canceled` otherwise. In both
 * cases `cause` gives the signal's reason. It keeps no listener on the signal while nobody waits for its end.
 *
 * It is the bridge from JavaScript's own signals; Go has none.
 *
 * @throws TypeError if `ctx` is not a context or `signal` is not an `AbortSignal`.
 */
export function withSignal(ctx: Context | undefined, signal: AbortSignal): Context;
export function withSignal(signal: AbortSignal): Context;
export function withSignal(...args: [Context | undefined, AbortSignal] | [AbortSignal]): Context {
  const [ctx = current(), signal] = args.length === 2 ? args : [undefined, ...args];
  const parent = implOf('withSignal', ctx);
  if (typeof signal !== 'object' || typeof signal?.aborted !== 'boolean') {
    throw new TypeError(`context: withSignal: signal must be an AbortSignal: got ${typeof signal}`);
  }
  const clock = clockOf(parent);
  const state =
    parent.state.cancellation() === undefined
      ? new SignalState(parent.state, signal, clock)
      : new CancelState(parent.state, undefined, clock);
  return new ContextImpl(parent, 'WithSignal', state);
}
