import { current, run } from './ambient';
import { callContained } from './callback';
import type { Subscriber } from './cancellation';
import type { Context } from './context';
import { ContextImpl, mustBeFunction } from './context-impl';

/**
 * Arranges for `f` to be called once `ctx` has ended: never at once, and never inside the call that ends it, but
 * right after. If `ctx` has ended already, that is right after this call. `f` runs in the context in which
 * `afterFunc` was called. Multiple calls on one context operate independently.
 *
 * Returns a function that breaks the connection. It returns true if it has kept `f` from being called, and false
 * if the context had ended or the function had been called before.
 *
 * What `f` throws, or a promise that it returns rejects with, is reported as a warning of the process.
 *
 * Ports Go's `context.AfterFunc`.
 *
 * @throws TypeError if `ctx` is not a context or `f` is not a function.
 */
export function afterFunc(ctx: Context | undefined, f: () => void): () => boolean;
export function afterFunc(f: () => void): () => boolean;
export function afterFunc(...args: [Context | undefined, () => void] | [() => void]): () => boolean {
  const here = current();
  const [ctx = here, f] = args.length === 1 ? [undefined, args[0]] : args;
  const state = ContextImpl.stateOf(ctx, 'context: afterFunc');
  mustBeFunction('afterFunc', 'f', f);
  const call = new DeferredCall(here, f);
  if (state.err() === undefined) state.subscribe(call);
  else call.onEnd();
  return () => {
    state.unsubscribe(call);
    return call.stop();
  };
}

/** A function that is called once a context has ended, unless it is stopped before. */
class DeferredCall implements Subscriber {
  private readonly here: Context;
  private readonly f: () => void;
  private isPending = true;

  constructor(here: Context, f: () => void) {
    this.here = here;
    this.f = f;
  }

  onEnd(): void {
    if (!this.stop()) return; // by a subscriber that was notified before
    queueMicrotask(() => callContained('context: afterFunc', () => run(this.here, this.f)));
  }

  /** Returns whether that keeps the function from being called. */
  stop(): boolean {
    const { isPending } = this;
    this.isPending = false;
    return isPending;
  }
}
