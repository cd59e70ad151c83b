import { current } from './ambient';
import { CancelState } from './cancel-state';
import { clockOf } from './clock';
import { type Context, isSignal } from './context';
import { ContextImpl } from './context-impl';
import { kindOf } from './errors';

/**
 * Returns a context derived from `ctx` that also ends when `signal` aborts: with `DeadlineExceeded` if the
 * signal's reason is a `TimeoutError` (as that of `AbortSignal.timeout` is), with `Canceled` otherwise. In both
 * cases `cause` gives the signal's reason. It keeps no listener on the signal while nobody waits for its end, and
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
    throw new TypeError(`context: withSignal: signal must be an AbortSignal: got ${kindOf(signal)}`);
  }
  const state = CancelState.withSignal(ContextImpl.stateOf(parent), signal, clockOf(parent));
  return new ContextImpl(parent, 'WithSignal', state);
}
