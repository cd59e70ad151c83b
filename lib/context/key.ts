import { shared } from './shared';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * A Key names a value that contexts carry, and knows its type. Two keys are never the same, whatever their names.
 */
export class Key<T> {
  /** Only for people: it appears in `String(ctx)` and in error texts. */
  readonly name: string;
  /** What tells one key from another. */
  readonly id: symbol;
  /** Where each context keeps the value itself; `undefined` if it is found by looking through the ancestors. */
  readonly index: number | undefined;

  /** @internal */
  constructor(name: string, id: symbol, index?: number) {
    this.name = name;
    this.id = id;
    this.index = index;
  }

  /** @internal Tells whether `entry` is one of this key, so that its value is a `T`. */
  binds(entry: Entry<unknown> | undefined): entry is Entry<T> {
    return entry !== undefined && entry.key.id === this.id;
  }
}

/** What a context carries under a key, and the entry that it stands in front of. */
export abstract class Entry<T> {
  readonly key: Key<T>;
  readonly next: Entry<unknown> | undefined;

  constructor(key: Key<T>, next?: Entry<unknown>) {
    this.key = key;
    this.next = next;
  }

  abstract readonly value: T;

  /** Returns the name of the key alone: the value may be a secret, and whoever prints a context comes here. */
  toJSON(): string {
    return this.key.name;
  }

  [inspect](): string {
    return this.key.name;
  }
}

/** An entry of a value that is there. */
export class ValueEntry<T> extends Entry<T> {
  readonly value: T;

  constructor(key: Key<T>, value: T, next?: Entry<unknown>) {
    super(key, next);
    this.value = value;
  }
}

/** An entry of a value that is made when it is first asked for. */
export class LazyValueEntry<T> extends Entry<T> {
  private state: { readonly make: () => T } | { readonly made: T };

  constructor(key: Key<T>, make: () => T) {
    super(key);
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
    throw new TypeError(`context: key: name must be a string: got ${typeof name}`);
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
