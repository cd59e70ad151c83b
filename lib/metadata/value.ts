import { types } from 'node:util';
import { wrongType } from '../context/internal';
import { mustBeName, type Name } from './name';

const escapes = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

/** Returns `text` between quotes, with escapes for what does not print. Ports Go's `strconv.Quote` (`%q`). */
export function quote(text: string): string {
  const quoted = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (c) => escapes.get(c) ?? escaped(c));
  return `"${quoted}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** What may be given as a value: text, or, under a key that ends in `-bin`, bytes. */
export type Value = string | Uint8Array;

/** Keys and values in turn, as MD keeps them. */
export type StoredPairs = readonly string[];

/**
 * Returns `value` as MD keeps it under the key `name`: text as it is, bytes as a string of one character a byte.
 *
 * @throws TypeError if it is neither, if bytes are given under a key that does not end in `-bin`, or if a character of a
 *   `-bin` value is above U+00FF, so that it is not a byte. `where` begins the text.
 */
export function storedValue(where: string, name: Name, value: unknown): string {
  if (typeof value === 'string') {
    if (!name.isBinary || isByteString(value)) return value;
    throw new TypeError(
      `${where}: a value of ${quote(name.text)} must be bytes, one a character: got a character above U+00FF`,
    );
  }
  if (!types.isUint8Array(value)) {
    throw wrongType(`${where}: a value of ${quote(name.text)}`, 'a string', value);
  }
  if (!name.isBinary) {
    throw wrongType(
      `${where}: a value of ${quote(name.text)}`,
      'a string, as the key does not end in "-bin"',
      value,
    );
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

/**
 * Returns `values` as MD keeps them under the key `name`, in a list of their own. It is an error for the same reasons as
 * with `storedValue`.
 */
export function storedList(where: string, name: Name, values: readonly unknown[]): string[] {
  if (values.length === 1) return [storedValue(where, name, values[0])]; // what grows by push takes up to 17 places more
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

/**
 * Returns the bytes of `value`, one a character, as they go over the wire: in base64 without padding.
 *
 * Ports grpc-go's `encodeBinHeader`.
 */
export function encodeBinary(value: string): string {
  return Buffer.from(value, 'latin1').toString('base64').replace(/=+$/, '');
}

/**
 * Returns the bytes, one a character, that `text` stands for: base64, with padding or without.
 *
 * Ports grpc-go's `decodeBinHeader`.
 *
 * @throws RangeError if `text` is not base64, with the text of Go's `encoding/base64`.
 */
export function decodeBinary(text: string): string {
  const fault = firstFault(text);
  if (fault !== undefined) throw new RangeError(`illegal base64 data at input byte ${fault}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

/** Returns where Go's decoder stops, or `undefined` if it takes all of `text`. */
function firstFault(text: string): number | undefined {
  const padded = text.length % 4 === 0;
  const odd = text.search(/[^A-Za-z0-9+/]/);
  if (odd === -1) return text.length % 4 === 1 ? text.length - 1 : undefined;
  return padded && text[odd] === '=' ? paddingFault(text, odd) : odd;
}

/** Returns where Go's decoder stops, of a text whose first `=` is at `start`. */
function paddingFault(text: string, start: number): number | undefined {
  const digits = start % 4; // of the last four, before the padding
  if (digits < 2) return start;
  if (digits === 2 && text[start + 1] !== '=') return start;
  const end = start + 4 - digits;
  return end < text.length ? end : undefined;
}
