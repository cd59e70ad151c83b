import { addAll, appendOwned, type Init, MD } from './md';
import { eachPair, stored } from './pairs';
import type { Value } from './value';

/**
 * Returns an MD of the keys and values of `init`: an object, or a map or other iterable of entries, with a value or
 * a list of values a key. Keys that differ only in case are merged, in order. Without `init` it is empty.
 *
 * Ports grpc-go's `metadata.New`; a list of values is more than Go takes.
 *
 * @throws TypeError if a value is neither a string nor, under `-bin`, bytes.
 */
export function New(init?: Init | Readonly<Record<string, Value | readonly Value[]>> | null): MD {
  const md = new MD();
  if (!init) return md;
  if (isIterable(init)) for (const [key, values] of init) md.append(key, values);
  else for (const key of Object.keys(init)) md.append(key, Reflect.get(init, key));
  return md;
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
  const md = new MD();
  eachPair(stored(kv, 0, 'Pairs got the'), (key, value) => appendOwned(md, key, [value]));
  return md;
}

/**
 * Returns an MD with the values of all `mds`, those of one key in the order of the arguments. It shares nothing
 * with them. `undefined` stands for an empty one.
 *
 * Ports grpc-go's `metadata.Join`.
 *
 * @throws TypeError if an argument holds something that is not metadata.
 */
export function Join(...mds: ReadonlyArray<Init | null | undefined>): MD {
  const joined = new MD();
  for (const md of mds) if (md) addAll(joined, md);
  return joined;
}

function isIterable(init: object): init is Init {
  return Symbol.iterator in init;
}
