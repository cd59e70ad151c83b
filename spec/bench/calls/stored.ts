import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<object>();

/** Returns a function like `f` that runs with a store of its own: the least that anything with contexts has to do. */
export function stored<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => R {
  return (...args) => storage.run({}, f, ...args);
}
