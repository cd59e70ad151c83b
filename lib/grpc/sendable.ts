import { faultOfEntry, type Name, nameOf, quote } from '../metadata';

/**
 * Returns why `md` cannot be sent, in a text that names the key and no value, or `undefined` if it can. Beside what
 * grpc-go checks, names that belong to one HTTP/1 connection are refused: HTTP/2 forbids them, and what a runtime or a
 * peer does about one harms other calls.
 */
export function faultOnSend(md: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const [key, values] of md) {
    const fault = faultOfField(key, values);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Returns why `values` cannot be sent under `key`, as `faultOnSend` does. */
export function faultOfField(
  key: string,
  values: readonly string[],
  name: Name = nameOf(key),
): string | undefined {
  const fault = faultOfEntry(key, values, name);
  if (fault !== undefined || !name.isHopByHop) return fault;
  return `header key ${quote(key)} belongs to one HTTP/1 connection, which HTTP/2 forbids`;
}
