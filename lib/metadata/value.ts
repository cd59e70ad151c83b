import { types } from 'node:util';
import { isContext } from '../context/internal';
import { mustBeName, type Name } from './name';
import { quote } from './quote';

/** What may be given as a value: text, or, under a key that ends in `-bin`, bytes. */
export type Value = string | Uint8Array;

/** Keys and values in turn, as MD keeps them. */
export type StoredPairs = readonly string[];

/**
 * Returns `value` as MD keeps it under the key `name`: text as it is, bytes as a string of one character a byte.
 *
 * @throws TypeError if it is neither, if bytes are given under a key that does not end in `-bin`, or if a character of a
 *   `-bin` value is above U+00FF, so that it is no byte. `where` begins the text.
 */
export function storedValue(where: string, name: Name, value: unknown): string {
  if (typeof value === 'string') {
    if (!name.isBinary || isByteString(value)) return value;
    throw new TypeError(
      `${where}: a value of ${quote(name.text)} must be bytes, one a character: got a character above U+00FF`,
    );
  }
  if (!types.isUint8Array(value)) {
    throw new TypeError(`${where}: a value of ${quote(name.text)} must be a string: got ${typeName(value)}`);
  }
  if (!name.isBinary) {
    throw new TypeError(
      `${where}: a value of ${quote(name.text)} must be a string, as the key does not end in "-bin": got ${typeName(value)}`,
    );
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

/**
 * Returns `values` as MD keeps them under the key `name`, in a list of their own. It is an error for the same reasons as
 * with `storedValue`.
 */
export function storedList(where: string, name: Name, values: readonly unknown[]): string[] {
  const list: string[] = [];
  for (const value of values) list.push(storedValue(where, name, value));
  return list;
}

/**
 * Returns what `kv` has from `start` on, an even number of keys and values in turn, as MD keeps them. It is a copy.
 *
 * @throws TypeError if a key is not a string, or for the reasons of `storedValue`. `where` begins the text.
 */
export function storedPairs(where: string, kv: readonly unknown[], start: number): StoredPairs {
  const pairs = new Array<string>(kv.length - start); // what grows by push takes up to 17 places more
  for (let i = start; i < kv.length; i += 2) {
    const name = mustBeName(where, kv[i]);
    pairs[i - start] = name.text;
    pairs[i - start + 1] = storedValue(where, name, kv[i + 1]);
  }
  return pairs;
}

/** Returns a copy of `values`. Most keys have one value, and for one a literal takes half the time of `slice`. */
export function copyOf(values: readonly string[]): string[] {
  const first = values[0];
  return values.length === 1 && first !== undefined ? [first] : values.slice();
}

/** Reports whether each character of `value` stands for one byte. */
export function isByteString(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 0xff) return false;
  return true;
}

/** Returns the name of the type of `value`, for the text of an error. It never shows `value`. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (isContext(value)) return 'Context';
  try {
    const { name } = value.constructor;
    return typeof name === 'string' && /^[A-Z]\w*$/.test(name) ? name : 'object';
  } catch {
    return 'object'; // one without a constructor, or a proxy that answers nothing
  }
}
