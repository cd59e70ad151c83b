import { mustBeName } from './name';
import { storedValue } from './value';

/** Keys and values in turn, as `MD` keeps them. */
export type StoredPairs = readonly string[];

/**
 * Returns what `kv` has from `start` on, keys and values in turn, as `MD` keeps them. It is a copy.
 *
 * @throws TypeError if there is a key without a value (`got` begins the text of that error), a key is not a
 *   string, or a value is neither a string nor, under `-bin`, bytes.
 */
export function stored(kv: readonly unknown[], start: number, got: string): StoredPairs {
  const count = kv.length - start;
  if (count % 2 === 1) {
    throw new TypeError(`metadata: ${got} odd number of input pairs for metadata: ${count}`);
  }
  const pairs: string[] = [];
  for (let i = start; i < kv.length; i += 2) {
    const name = mustBeName(kv[i]);
    pairs.push(name.text, storedValue(name, kv[i + 1]));
  }
  return pairs;
}

/** Calls `f` for each pair, in order. */
export function eachPair(kv: StoredPairs, f: (key: string, value: string) => void): void {
  for (let i = 1; i < kv.length; i += 2) f(kv[i - 1] ?? '', kv[i] ?? '');
}
