import { types } from 'node:util';
import type { Name } from './name';
import { quote } from './quote';

/** What may be given as a value: text, or, under a key that ends in `-bin`, bytes. */
export type Value = string | Uint8Array;

/**
 * Returns `value` as MD keeps it under the key `name`: text as it is, bytes as a string of one character a byte.
 *
 * @throws TypeError if it is neither, if bytes are given under a key that does not end in `-bin`, or if a
 *   character of a `-bin` value is above U+00FF, so that it is no byte.
 */
export function storedValue(name: Name, value: unknown): string {
  if (typeof value === 'string') {
    if (!name.isBinary || isByteString(value)) return value;
    throw new TypeError(
      `metadata: a value of ${quote(name.text)} must be bytes, one a character: got a character above U+00FF`,
    );
  }
  if (!types.isUint8Array(value)) {
    throw new TypeError(`metadata: a value of ${quote(name.text)} must be a string: got ${typeName(value)}`);
  }
  if (!name.isBinary) {
    throw new TypeError(
      `metadata: a value of ${quote(name.text)} must be a string, as the key does not end in "-bin": got ${typeName(value)}`,
    );
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
}

/** Tells whether each character of `value` stands for one byte. */
export function isByteString(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 0xff) return false;
  return true;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value;
}
