import { wrongType } from './kind';
import { shared } from './shared';

/**
 * A Key names a value that contexts carry, and knows its type. Two keys are never the same, whatever their names.
 */
export class Key<T> {
  /** Only for people: it appears in `String(ctx)` and in error texts. */
  readonly name: string;
  /** What tells one key from another. */
  readonly id: symbol;
  /** Where each context keeps the value itself; `undefined` for a user's key: the value is found by looking upwards. */
  readonly index?: number | undefined;
  /** The type of the value. It is never set: it keeps a key of one type from being taken for one of another. */
  declare readonly type?: T;

  /** @internal */
  constructor(name: string, id: symbol, index?: number) {
    this.name = name;
    this.id = id;
    this.index = index;
  }
}

/** Reports whether `entry` is one of `key`, so that its value is a `T`. */
export function isOf<T>(key: Key<T>, entry: Entry<unknown>): entry is Entry<T> {
  return entry.key.id === key.id;
}

/**
 * Checks that `key` is one.
 *
 * @throws TypeError if it is not; `name` is the function that needs it.
 */
export function mustBeKey<T>(name: string, key: Key<T>): Key<T> {
  if (typeof key?.id === 'symbol' && typeof key.name === 'string') return key;
  throw wrongType(`context: ${name}: key`, 'made by key()', key);
}

/** What a context carries under a key, and the entry that it stands in front of. */
export interface Entry<T> {
  readonly key: Key<T>;
  readonly value: T;
  readonly next: Entry<unknown> | undefined;
}

/** An entry of a value that is there. */
export class ValueEntry<T> implements Entry<T> {
  readonly key: Key<T>;
  readonly value: T;
  readonly next: Entry<unknown> | undefined;

  constructor(key: Key<T>, value: T, next?: Entry<unknown>) {
    this.key = key;
    this.value = value;
    this.next = next;
  }
}

/** An entry of a value that is made when it is first asked for. */
export class LazyValueEntry<T> implements Entry<T> {
  readonly key: Key<T>;
  readonly next = undefined;
  private state: { readonly make: () => T } | { readonly made: T };

  constructor(key: Key<T>, make: () => T) {
    this.key = key;
    this.state = { make };
  }

  get value(): T {
    const { state } = this;
    if ('made' in state) return state.made;
    const made = state.make();
    this.state = { made };
    return made;
  }
}

/**
 * Returns a new key for values of type `T`. Keep it in a module of your own, and export functions that set and
 * get the value rather than the key.
 *
 * Ports the unexported key type that Go's `context.WithValue` asks for.
 *
 * @throws TypeError if `name` is not a string.
 */
export function key<T>(name: string): Key<T> {
  if (typeof name !== 'string') {
    throw wrongType('context: key: name', 'a string', name);
  }
  return new Key<T>(name, Symbol(name));
}

const reserved = shared<string[]>('reserved', () => []);

/**
 * Returns a key with a reserved index, for a value that is read so often that each context carries it itself, so that reading
 * it costs the same at any depth. The same name gives the same key in every copy of this library. They are for
 * the library's own few keys, since each costs every context a place.
 */
export function reservedKey<T>(name: string): Key<T> {
  if (!reserved.includes(name)) reserved.push(name);
  return new Key<T>(name, Symbol.for(`mdctx.${name}`), reserved.indexOf(name));
}

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
