import { storedKey } from './names';
import { storedValue } from './value';

/** Keys and values in turn, as `MD` keeps them. */
export type StoredPairs = readonly string[];

/**
 * Returns `kv`, keys and values in turn, as `MD` keeps them. It is a copy.
 *
 * @throws TypeError if there is a key without a value (`got` begins the text of that error), a key is not a
 *   string, or a value is neither a string nor, under `-bin`, bytes.
 */
export function stored(kv: readonly unknown[], got: string): StoredPairs {
  if (kv.length % 2 === 1) {
    throw new TypeError(`metadata: ${got} odd number of input pairs for metadata: ${kv.length}`);
  }
  let key = '';
  return kv.map((item, i) => {
    if (i % 2 === 1) return storedValue(key, item);
    key = storedKey(item);
    return key;
  });
}

/** Calls `f` for each pair, in order. */
export function eachPair(kv: StoredPairs, f: (key: string, value: string) => void): void {
  let key = '';
  for (const [i, item] of kv.entries()) {
    if (i % 2 === 1) f(key, item);
    else key = item;
  }
}
