import type { Clock } from './clock';

/** How, why and when a context ended. */
export interface Cancellation {
  readonly err: Error;
  readonly cause: unknown;
  /** When, by `clock`. */
  readonly at: number;
  readonly clock: Clock;
}

/** Notified when a context ends. */
export interface Subscriber {
  /** Called once, when the context has ended. It must not throw. */
  onEnd(cancellation: Cancellation): void;
}

/** Any number of `T`. Most often it is one, and a Set for one takes 216 bytes. */
export type OneOrMore<T extends object> = T | Set<T> | undefined;

/** Returns `all` and `one`. */
export function including<T extends object>(all: OneOrMore<T>, one: T): OneOrMore<T> {
  if (all === undefined || all === one) return one;
  return all instanceof Set ? all.add(one) : new Set([all, one]);
}

/** Returns `all` without `one`. */
export function excluding<T extends object>(all: OneOrMore<T>, one: T): OneOrMore<T> {
  if (!(all instanceof Set)) return all === one ? undefined : all;
  all.delete(one);
  return all.size === 0 ? undefined : all;
}

/** Calls `f` with each of `all`. */
export function each<T extends object>(all: OneOrMore<T>, f: (one: T) => void): void {
  if (all instanceof Set) for (const one of all) f(one);
  else if (all !== undefined) f(all);
}
