import { types } from 'node:util';
import { wrongType } from '../context/internal';
import { mustBeName, type Name, nameOf } from './name';
import { redacted } from './redacted';
import { copyOf, storedList, storedValue, type Value } from './value';

/** From what metadata can be made: an `MD` or other entries, or a plain object, with a value or a list of values a key. */
export type Init =
  | Iterable<readonly [string, Value | readonly Value[]]>
  | Readonly<Record<string, Value | readonly Value[]>>;

/**
 * Reports whether `init` consists of entries; otherwise it is an object.
 *
 * @throws TypeError if it is neither of them. `where` begins the text.
 */
export function areEntries(where: string, init: Init): init is Extract<Init, Iterable<unknown>> {
  if (typeof init === 'object' && init !== null) {
    if (typeof Object(init)[Symbol.iterator] === 'function') return true;
    if (isPlain(init)) return false;
  }
  throw wrongType(`${where}: md`, 'metadata, entries or a plain object', init);
}

/** Reports whether `x` was made by a literal, be it in another realm: an instance of a class is not metadata by accident. */
function isPlain(x: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Checks that `entry` is a key and a value.
 *
 * @throws TypeError if it is not. `where` begins the text.
 */
export function mustBePair(where: string, entry: unknown): void {
  if (Array.isArray(entry) && entry.length === 2) return;
  throw wrongType(`${where}: an entry`, 'a pair of key and value', entry);
}

const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * MD is the metadata of a call: each key has a list of values, in the order in which they were given or received.
 *
 * Keys are folded to lower case wherever one is given, in writing and in reading. Values are byte strings as in
 * Go: under a key that ends in `-bin` each character is one byte (U+0000 to U+00FF), and `Uint8Array` is accepted;
 * gRPC encodes and decodes them on the wire. Other values are text of printable ASCII. What a value or a key must
 * not contain is checked when metadata is sent: see `validate`.
 *
 * Logging an MD shows no value and no key but those of gRPC itself that reveal nothing:
 * `map[grpc-encoding:[gzip] <1 redacted>]`. `console.dir`, `console.table`, `assert` and, where two of them differ, jest and
 * vitest do not ask an object how to print it, and show all that is in a `Map`. To hide it from them an MD would have to keep it
 * elsewhere than in the `Map` that it is, and `structuredClone` would copy an empty one.
 *
 * Ports grpc-go's `metadata.MD`. `Len` is `size`.
 */
export class MD extends Map<string, string[]> {
  /**
   * Makes an MD of the keys and values of `init`. Keys that differ in nothing but case are merged, in order.
   *
   * @throws TypeError if `init` is not of that form, a key is not a string, or a value is neither a string nor, under `-bin`,
   *   bytes.
   */
  constructor(init?: Init | null) {
    super();
    if (init !== undefined && init !== null) addAll('metadata: MD', this, init);
  }

  /**
   * Returns the values of `key`, in order, or `undefined` if there are none. It is the list itself: changing it
   * changes the MD.
   *
   * Ports grpc-go's `MD.Get`.
   */
  override get(key: string): string[] | undefined {
    const values = super.get(key);
    if (values !== undefined || typeof key !== 'string') return values;
    const { text } = nameOf(key);
    return text === key ? undefined : super.get(text);
  }

  /**
   * Returns the first value of `key`, or `undefined` if there is none.
   *
   * Go has `md.Get(key)[0]`, which panics if there is none.
   *
   * @throws TypeError if `key` is not a string.
   */
  first(key: string): string | undefined {
    if (typeof key !== 'string') mustBeName('metadata: MD.first', key);
    return this.get(key)?.[0];
  }

  /** Reports whether `key` has values. */
  override has(key: string): boolean {
    return super.has(key) || (typeof key === 'string' && super.has(nameOf(key).text));
  }

  /**
   * Makes `values` the values of `key`, in place of those it had. Without a value it does nothing. A list given
   * as a value stands for its members, and is copied.
   *
   * Ports grpc-go's `MD.Set`.
   *
   * @throws TypeError if `key` is not a string or a value is neither a string nor, under `-bin`, bytes.
   */
  override set(key: string, ...values: Array<Value | readonly Value[]>): this {
    const name = mustBeName('metadata: MD.set', key);
    const list = flat('metadata: MD.set', name, values);
    return list.length === 0 ? this : super.set(name.text, list);
  }

  /**
   * Adds `values` after the values that `key` has. Without a value it does nothing.
   *
   * Ports grpc-go's `MD.Append`.
   *
   * @throws TypeError if `key` is not a string or a value is neither a string nor, under `-bin`, bytes.
   */
  append(key: string, ...values: Array<Value | readonly Value[]>): this {
    const name = mustBeName('metadata: MD.append', key);
    const list = flat('metadata: MD.append', name, values);
    if (list.length > 0) appendOwned(this, name.text, list);
    return this;
  }

  /** Removes the values of `key`. Returns whether there were any. Ports grpc-go's `MD.Delete`. */
  override delete(key: string): boolean {
    return typeof key === 'string' && super.delete(nameOf(key).text);
  }

  /** Returns a copy that shares nothing with this MD. Ports grpc-go's `MD.Copy`. */
  copy(): MD {
    const md = new MD();
    this.forEach((values, key) => {
      setOwned(md, key, copyOf(values));
    });
    return md;
  }

  /**
   * Returns the values of `key` as bytes, in order; none if there are none. The result is a copy. It is meant for
   * keys that end in `-bin`; of other values it gives the low byte of each character.
   *
   * @throws TypeError if `key` is not a string.
   */
  bytes(key: string): Uint8Array[] {
    if (typeof key !== 'string') mustBeName('metadata: MD.bytes', key);
    return (this.get(key) ?? []).map((value) => Uint8Array.from(Buffer.from(value, 'latin1')));
  }

  /** Returns the MD in Go's form, redacted. Ports grpc-go's `MD.String`. */
  override toString(): string {
    return redacted(this);
  }

  /** Returns what `toString` does, so that `JSON.stringify` shows no value either. */
  toJSON(): string {
    return types.isMap(this) ? redacted(this) : 'map[<redacted>]'; // see entries
  }

  /**
   * Returns an iterator of the keys and their lists.
   *
   * @throws TypeError if it is called for what is not an MD. Where two of them differ, jest does so: it copies them into objects
   *   that hold nothing, and then prints these.
   */
  override entries(): ReturnType<Map<string, string[]>['entries']> {
    if (types.isMap(this)) return super.entries();
    throw new TypeError(
      'metadata: MD.entries: this must be an MD: got an object without its storage, as jest makes of an MD that differs from another: compare unredacted(md), of mdctx/testing, to see where',
    );
  }

  [inspect](): string {
    return redacted(this);
  }
}

// What MD overrides, for keys that are in lower case already.
const { get, set }: Map<string, string[]> = Map.prototype;

/** Gives `md` the list `values` itself under `key`, which is in lower case and has no values yet. */
export function setOwned(md: MD, key: string, values: string[]): void {
  set.call(md, key, values);
}

/** Adds the list `values` under `key`, which is in lower case; if the key has no values yet, it becomes theirs. */
export function appendOwned(md: MD, key: string, values: string[]): void {
  const before = get.call(md, key);
  if (before === undefined) set.call(md, key, values);
  else for (const value of values) before.push(value);
}

/**
 * Adds to `md` the keys and values of `init`, as `append` does.
 *
 * @throws TypeError if it is not of that form. `where` begins the text.
 */
export function addAll(where: string, md: MD, init: Init): void {
  if (init instanceof MD) {
    init.forEach((values, key) => {
      add(where, md, mustBeName(where, key), values); // without an array for each entry
    });
  } else if (areEntries(where, init)) {
    for (const entry of init) {
      if (!Array.isArray(entry) || entry.length !== 2) mustBePair(where, entry);
      add(where, md, mustBeName(where, entry[0]), entry[1]);
    }
  } else {
    const [symbol] = Object.getOwnPropertySymbols(init);
    if (symbol !== undefined) mustBeName(where, symbol);
    for (const key of Object.keys(init)) add(where, md, nameOf(key), init[key]);
  }
}

function add(where: string, md: MD, name: Name, value: unknown): void {
  const values = Array.isArray(value) ? storedList(where, name, value) : [storedValue(where, name, value)];
  if (values.length > 0) appendOwned(md, name.text, values);
}

/** Returns `values` as MD keeps them, in a list of their own. The array that it is given may become that list. */
function flat(where: string, name: Name, values: Array<Value | readonly Value[]>): string[] {
  if (!name.isBinary && areTexts(values)) return values;
  return storedList(where, name, values.flat());
}

function areTexts(values: readonly unknown[]): values is string[] {
  for (const value of values) if (typeof value !== 'string') return false;
  return true;
}
