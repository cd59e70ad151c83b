import { addAll, appendOwned, type Init, MD } from './md';

import { mustBeName } from './name';
import { storedValue, type Value } from './value';

/**
 * Returns an MD of the keys and values of `init`: a plain object, or a map or other iterable of entries, with a value or a
 * list of values a key. Keys that differ only in case are merged, in order. Without `init` it is empty.
 *
 * Ports grpc-go's `metadata.New`; a list of values is more than Go takes.
 *
 * @throws TypeError if `init` is not of that form, a key is not a string, or a value is neither a string nor, under `-bin`,
 *   bytes.
 */
export function New(init?: Init | null): MD {
  return mdOf('metadata: New', init);
}

/**
 * Returns an MD of keys and values in turn: `Pairs('k1', 'v1', 'k1', 'v2', 'k2', 'v3')`. The values of one key keep
 * their order.
 *
 * Ports grpc-go's `metadata.Pairs`.
 *
 * @throws TypeError if the number of arguments is odd, a key is not a string, or a value is neither a string
 *   nor, under `-bin`, bytes.
 */
export function Pairs(...kv: Value[]): MD {
  if (kv.length % 2 === 1) {
    throw new TypeError(`metadata: Pairs got the odd number of input pairs for metadata: ${kv.length}`);
  }
  const md = new MD();
  for (let i = 0; i < kv.length; i += 2) {
    const name = mustBeName('metadata: Pairs', kv[i]);
    appendOwned(md, name.text, [storedValue('metadata: Pairs', name, kv[i + 1])]);
  }
  return md;
}

/**
 * Returns an MD with the values of all `mds`, those of one key in the order of the arguments. It shares nothing
 * with them. `undefined` stands for an empty one.
 *
 * Ports grpc-go's `metadata.Join`.
 *
 * @throws TypeError if an argument is not metadata.
 */
export function Join(...mds: ReadonlyArray<Init | null | undefined>): MD {
  const joined = new MD();
  for (const md of mds) if (md !== undefined && md !== null) addAll('metadata: Join', joined, md);
  return joined;
}

/**
 * Returns `init`, in whatever form it was given to a public function, as an MD that the caller owns.
 *
 * @throws TypeError if it is not metadata. `where`, the function with its package, begins the text.
 */
export function mdOf(where: string, init: Init | null | undefined): MD {
  const md = new MD();
  if (init !== undefined && init !== null) addAll(where, md, init);
  return md;
}
