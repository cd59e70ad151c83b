import { contextOf } from './ambient';
import type { Context, Key } from './context';
import { isContext, mustBeFunction } from './context-impl';
import { holdsOptions, wrongType } from './kind';

/** What a user-defined context says instead of the one that it wraps. */
export interface Overrides {
  /**
   * Returns the value of `key`; `undefined` leaves that to the wrapped context. It is not called for what mdctx keeps in a
   * context: metadata, peer, stream.
   */
  value?(key: Key<unknown>): unknown;
  /**
   * The context that is asked for what the wrapped context has not: values, metadata, peer, stream. Its end and its deadline
   * are not those of the result. For Go's struct with two contexts.
   */
  values?: Context | undefined;
  /**
   * Returns what `err` says once the wrapped context has ended with `err`. It is not called before: a context ends
   * when its signal aborts, and not otherwise. To end one with a reason of your own, use `withCancelCause`.
   */
  err?(err: Error): Error;
}

/**
 * Returns a context that is `ctx` in all but what `overrides` say: with values from elsewhere, or with errors of its own.
 * What is derived from it has these too.
 *
 * It is for Go's `struct { context.Context }` with methods of its own.
 *
 * @throws TypeError if `ctx` or `values` is not a context, or another of `overrides` is not a function.
 */
export function wrap(ctx: Context | undefined, overrides: Overrides): Context;
export function wrap(overrides: Overrides): Context;
export function wrap(...args: [Context | undefined, Overrides] | [Overrides]): Context {
  const [ctx, overrides] = args.length === 1 ? [undefined, args[0]] : args;
  const there = contextOf('context: wrap', ctx);
  if (!holdsOptions(overrides)) throw wrongType('context: wrap: overrides', 'an object', overrides);
  const { err, value, values: others } = overrides;
  if (err !== undefined) mustBeFunction('wrap', 'err', err);
  if (value !== undefined) mustBeFunction('wrap', 'value', value);
  if (others !== undefined && !isContext(others)) {
    throw wrongType('context: wrap: values', 'a Context', others);
  }
  return new WrappedContext(there, overrides);
}

class WrappedContext implements Context {
  readonly #ctx: Context;
  readonly #overrides: Overrides;

  constructor(ctx: Context, overrides: Overrides) {
    this.#ctx = ctx;
    this.#overrides = overrides;
  }

  get deadline(): Date | undefined {
    return this.#ctx.deadline;
  }

  get signal(): AbortSignal {
    return this.#ctx.signal;
  }

  err(): Error | undefined {
    const err = this.#ctx.err();
    return err && (this.#overrides.err?.(err) ?? err);
  }

  value<T>(key: Key<T>): T | undefined;
  value(key: Key<unknown>): unknown {
    const own: unknown = key.index === undefined ? this.#overrides.value?.(key) : undefined;
    return own ?? this.#ctx.value(key) ?? this.#overrides.values?.value(key);
  }

  toString(): string {
    return `${this.#ctx}.Wrap`;
  }

  /** Returns what `toString` does, so that no value is put to JSON. */
  toJSON(): string {
    return this.toString();
  }
}
