import type { Key } from './key';

/**
 * A Context carries a deadline, a cancellation signal and request-scoped values across API boundaries. It is
 * immutable: the `with…` functions derive a new context and leave the one they were given as it was.
 *
 * Ports Go's `context.Context`; `Done()` is `signal`, for which JavaScript has a type of its own.
 */
export interface Context {
  /**
   * The time at which the context ends, or `undefined` if none is set. Each read gives a new `Date`. If the machine's clock
   * is set meanwhile, so is the Date: what is left of the time, by a clock that goes on evenly, tells `remaining(ctx)`.
   */
  readonly deadline: Date | undefined;

  /**
   * Aborts when the context ends; its `reason` is then `cause(ctx)`. It is made on first use, and is the same at
   * each use.
   */
  readonly signal: AbortSignal;

  /** Returns `undefined` while the context lives, then `Canceled` or `DeadlineExceeded`, the same ever after. */
  err(): Error | undefined;

  /**
   * Returns what the nearest `withValue` bound to `key`, or `undefined` if none did.
   *
   * @throws TypeError if `key` was not made by `key()`.
   */
  value<T>(key: Key<T>): T | undefined;

  /** Returns how the context was derived. It never shows a value. */
  toString(): string;
}

/** Reports whether `x` has what a context has. A `signal` that is a getter is not called. */
export function looksLikeContext(x: object): x is Context {
  const has = 'err' in x && typeof x.err === 'function' && 'value' in x && typeof x.value === 'function';
  if (!has || !('deadline' in x) || !('signal' in x)) return false;
  const own = Object.getOwnPropertyDescriptor(x, 'signal');
  return own === undefined || own.get !== undefined || isSignal(own.value);
}

/** Reports whether `x` is an AbortSignal, be it of another realm. */
export function isSignal(x: unknown): x is AbortSignal {
  return (
    typeof x === 'object' &&
    x !== null &&
    'aborted' in x &&
    typeof x.aborted === 'boolean' &&
    'addEventListener' in x &&
    typeof x.addEventListener === 'function'
  );
}
