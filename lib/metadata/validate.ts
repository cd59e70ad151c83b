import { types } from 'node:util';
import { areEntries, type Init, mustBePair } from './md';
import { mustBeName, type Name, nameOf } from './name';
import { isByteString, quote } from './value';

const printable = /^[ -~]*$/;

/**
 * Returns an error if gRPC cannot send `md`, with grpc-go's text, which names the key and no value; `undefined` if it
 * can. A key has to consist of `0-9 a-z - _ .`, unless it begins with `:`, as such a one is not sent; a value has to
 * consist of printable ASCII, unless the key ends in `-bin`.
 *
 * Adapters check what they send, so that there is no need to.
 *
 * Ports grpc-go's `internal/metadata.Validate`.
 *
 * @throws TypeError if `md` is not metadata.
 */
export function validate(md: Init): Error | undefined {
  const where = 'metadata: validate';
  for (const entry of areEntries(where, md) ? md : Object.entries(md)) {
    mustBePair(where, entry);
    const [key, value] = entry;
    const name = mustBeName(where, key);
    const fault = validateEntry(key, Array.isArray(value) ? value : [value], name);
    if (fault !== undefined) return new RangeError(fault);
  }
  return undefined;
}

/** Returns why gRPC cannot send `values` under `key`, as `validate` does. */
export function validateEntry(
  key: string,
  values: readonly unknown[],
  name: Name = nameOf(key),
): string | undefined {
  if (key === '') return 'there is an empty key in the header';
  if (!name.isPseudo && (name.text !== key || !name.isLegal)) {
    return `header key ${quote(key)} contains illegal characters not in [0-9a-z-_.]`;
  }
  for (const value of values) {
    if (name.isBinary && types.isUint8Array(value)) continue;
    if (typeof value !== 'string') return `header key ${quote(key)} contains a value that is not a string`;
    if (name.isBinary) {
      if (!isByteString(value)) return `header key ${quote(key)} contains value with characters above U+00FF`;
    } else if (!printable.test(value)) {
      return `header key ${quote(key)} contains value with non-printable ASCII characters`;
    }
  }
  return undefined;
}
