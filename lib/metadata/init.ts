import { typeName, type Value } from './value';

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
  throw new TypeError(`${where}: md must be metadata, entries or a plain object: got ${typeName(init)}`);
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
  throw new TypeError(`${where}: an entry must be a pair of key and value: got ${typeName(entry)}`);
}
