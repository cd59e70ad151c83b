import { current, run } from './ambient';
import type { Context } from './context';
import { mustBeContext, mustBeFunction } from './context-impl';

/**
 * Returns `f`, run in `ctx` whenever it is called. It is meant for callbacks and event listeners, which would
 * otherwise run in the context of the code that emits the event. `this`, the arguments and the result pass through.
 *
 * Without `ctx` it is the context in which `bind` was called.
 *
 * @throws TypeError if `ctx` is not a context or `f` is not a function.
 */
export function bind<T, A extends unknown[], R>(
  ctx: Context | undefined,
  f: (this: T, ...args: A) => R,
): (this: T, ...args: A) => R;
export function bind<T, A extends unknown[], R>(f: (this: T, ...args: A) => R): (this: T, ...args: A) => R;
export function bind<T, A extends unknown[], R>(
  ...args: [Context | undefined, (this: T, ...args: A) => R] | [(this: T, ...args: A) => R]
): (this: T, ...args: A) => R {
  const [ctx = current(), f] = args.length === 1 ? [undefined, args[0]] : args;
  const there = mustBeContext('context: bind', ctx);
  mustBeFunction('bind', 'f', f);
  return function (this: T, ...args: A): R {
    return run(there, () => f.apply(this, args));
  };
}
