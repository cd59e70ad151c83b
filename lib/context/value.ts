import { current } from './ambient';
import type { Context } from './context';
import { binding, derived } from './derived';
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
  const parent = derived('withValue', ctx);
  if (typeof key !== 'object' || key === null || typeof key.id !== 'symbol') {
    throw new TypeError(
      `context: withValue: key must be made by key(): got ${key === null ? 'null' : typeof key}`,
    );
  }
  return binding(parent, key, value);
}

/** Like `withValue`, for a key of a slot and a context that is known to be one. */
export function withSlot<T>(ctx: Context, key: Key<T>, value: T): Context {
  return binding(derived('withValue', ctx), key, value);
}
