import { current } from './ambient';
import type { Context } from './context';
import { implOf, withEntry } from './context-impl';
import type { Key } from './key';

/**
 * Returns a context derived from `ctx` in which `key` has `value`. The nearest binding of a key wins.
 *
 * Use it for data that travels with a request through functions and APIs, not to pass optional parameters. The
 * value is kept as it is: what several calls share must not be changed by one of them.
 *
 * Ports Go's `context.WithValue`.
 *
 * @throws TypeError if `key` was not made by `key()`, or `ctx` is not a context.
 */
export function withValue<T>(ctx: Context | undefined, key: Key<T>, value: T): Context;
export function withValue<T>(key: Key<T>, value: T): Context;
export function withValue<T>(...args: [Context | undefined, Key<T>, T] | [Key<T>, T]): Context {
  const [ctx = current(), key, value] = args.length === 3 ? args : [undefined, ...args];
  const parent = implOf('withValue', ctx);
  if (typeof key !== 'object' || key === null || typeof key.id !== 'symbol') {
    throw new TypeError(
      `context: withValue: key must be made by key(): got ${key === null ? 'null' : typeof key}`,
    );
  }
  return withEntry(parent, key, value);
}

/** Like `withValue`, for a reserved key and a context that is known to be one. */
export function withReservedValue<T>(ctx: Context, key: Key<T>, value: T): Context {
  return withEntry(implOf('withValue', ctx), key, value);
}
