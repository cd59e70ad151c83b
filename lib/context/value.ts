import { current } from './ambient';
import type { Context } from './context';
import { ContextImpl } from './context-impl';
import { type Key, mustBeKey } from './key';

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
  return args.length === 2
    ? derive(current(), args[0], args[1])
    : derive(args[0] === undefined ? current() : args[0], args[1], args[2]);
}

function derive<T>(ctx: Context, key: Key<T>, value: T): Context {
  const parent = ContextImpl.of('context: withValue', ctx);
  return ContextImpl.withValue(parent, mustBeKey('withValue', key), value);
}

/** Like `withValue`, for a reserved key and another public function, which `where` names with its package. */
export function withReservedValue<T>(where: string, ctx: Context, key: Key<T>, value: T): Context {
  return ContextImpl.withValue(ContextImpl.of(where, ctx), key, value);
}
