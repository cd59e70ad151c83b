import { current, run } from './ambient';
import type { Context } from './context';
import { implOf } from './context-impl';

/**
 * Arranges for `f` to be called once `ctx` has ended: never at once, and never inside the call that ends it, but
 * right after. If `ctx` has ended already, that is right after this call. `f` runs in the context in which
 * `afterFunc` was called. Multiple calls on one context operate independently.
 *
 * Returns a function that breaks the connection. It returns true if it has kept `f` from being called, and false
 * if the context had ended or the function had been called before.
 *
 * Ports Go's `context.AfterFunc`.
 *
 * @throws TypeError if `ctx` is not a context or `f` is not a function.
 */
export function afterFunc(ctx: Context | undefined, f: () => void): () => boolean;
export function afterFunc(f: () => void): () => boolean;
export function afterFunc(...args: [Context | undefined, () => void] | [() => void]): () => boolean {
  const here = current();
  const [ctx = here, f] = args.length === 2 ? args : [undefined, ...args];
  const { state } = implOf('afterFunc', ctx);
  if (typeof f !== 'function') {
    throw new TypeError(`context: afterFunc: f must be a function: got ${typeof f}`);
  }
  let pending = true;
  const waiter = {
    onEnd() {
      if (!pending) return; // stopped by another who waits for the same end
      pending = false;
      queueMicrotask(() => run(here, f));
    },
  };
  if (state.cancellation() === undefined) state.subscribe(waiter);
  else waiter.onEnd();
  return () => {
    const prevented = pending;
    pending = false;
    state.unsubscribe(waiter);
    return prevented;
  };
}
