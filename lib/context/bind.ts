import { current, run } from './ambient';
import type { Context } from './context';
import { mustBeContext, mustBeFunction } from './context-impl';

import { wrongType } from './kind';

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

/**
 * Returns an iterable like `iterable`, whose body runs in `ctx`: each `next`, `return` and `throw`, whatever calls
 * it. The body of a generator otherwise runs in the context of each caller of `next`, so that a `run` around the
 * call that made the generator has no effect.
 *
 * It works for generators and other iterables, async ones and not; an iterator without `return` or `throw` stays
 * without. Without `ctx` it is the context in which `bindIterable` was called.
 *
 * @throws TypeError if `ctx` is not a context or `iterable` is not iterable.
 */
export function bindIterable<T, R, N>(
  ctx: Context | undefined,
  iterable: AsyncGenerator<T, R, N>,
): AsyncGenerator<T, R, N>;
export function bindIterable<T, R, N>(
  ctx: Context | undefined,
  iterable: Generator<T, R, N>,
): Generator<T, R, N>;
export function bindIterable<T>(ctx: Context | undefined, iterable: AsyncIterable<T>): AsyncIterable<T>;
export function bindIterable<T>(ctx: Context | undefined, iterable: Iterable<T>): Iterable<T>;
export function bindIterable<T, R, N>(iterable: AsyncGenerator<T, R, N>): AsyncGenerator<T, R, N>;
export function bindIterable<T, R, N>(iterable: Generator<T, R, N>): Generator<T, R, N>;
export function bindIterable<T>(iterable: AsyncIterable<T>): AsyncIterable<T>;
export function bindIterable<T>(iterable: Iterable<T>): Iterable<T>;
export function bindIterable(...args: [Context | undefined, object] | [object]): object {
  const [ctx = current(), iterable] = args.length === 1 ? [undefined, args[0]] : args;
  const there = mustBeContext('context: bindIterable', ctx);
  if (typeof iterable !== 'object' || iterable === null || !isIterable(iterable)) {
    throw wrongType('context: bindIterable: iterable', 'an iterable', iterable);
  }
  return bound(there, iterable);
}

function isIterable(x: object): boolean {
  return Symbol.asyncIterator in x || Symbol.iterator in x;
}

/**
 * Returns an object like `target`, whose methods, and those of the iterators that it makes, run in `ctx`. It stands on
 * an object of its own, since a proxy must hand out the methods of a frozen object as they are.
 */
function bound(ctx: Context, target: object): object {
  return new Proxy(Object.create(target), {
    get(_, name): unknown {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = run(ctx, () => Reflect.apply(member, target, args));
        const iterator = name === Symbol.asyncIterator || name === Symbol.iterator;
        return iterator && typeof result === 'object' && result !== null ? bound(ctx, result) : result;
      };
    },
  });
}
