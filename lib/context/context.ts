import type { Key } from './key';

/**
 * A Context carries a deadline, a cancellation signal and request-scoped values across API boundaries. It is
 * immutable: the `with…` functions derive a new context and leave the one they were given as it was.
 *
 * Ports Go's `context.Context`; `Done()` is `signal`, for which JavaScript has a type of its own.
 */
export interface Context {
  /** The time at which the context ends, or `undefined` if none is set. Each read gives a new `Date`. */
  readonly deadline: Date | undefined;

  /**
   * Aborts when the context ends; its `reason` is then `cause(ctx)`. It is made on first use, and is the same at
   * each use.
   */
  readonly signal: AbortSignal;

  /** Returns `undefined` while the context lives, then `Canceled` or `DeadlineExceeded`, the same ever after. */
  err(): Error | undefined;

  /** Returns what the nearest `withValue` bound to `key`, or `undefined` if none did. */
  value<T>(key: Key<T>): T | undefined;

  /** Returns how the context was derived. It never shows a value. */
  toString(): string;
}

/** The mark of the contexts that this library makes, and the version of the fields that its copies read of them. */
export const brand: unique symbol = Symbol.for('mdctx.context.2');

/** Tells whether `x` is a context: one of ours, of another copy of this library, or of the user's own making. */
export function isContext(x: unknown): x is Context {
  if (typeof x !== 'object' || x === null) return false;
  return (
    brand in x ||
    ('err' in x &&
      typeof x.err === 'function' &&
      'value' in x &&
      typeof x.value === 'function' &&
      'deadline' in x &&
      'signal' in x)
  );
}

/**
 * Returns `ctx`.
 *
 * @throws TypeError if it is not a context; `name` is the function that needs one.
 */
export function mustBeContext(name: string, ctx: Context): Context {
  if (isContext(ctx)) return ctx;
  throw new TypeError(`context: ${name}: ctx must be a Context: got ${ctx === null ? 'null' : typeof ctx}`);
}
