import { isHopByHop, quote, validate } from '../metadata';

/**
 * Returns why `md` cannot be sent, in a text that names the key and no value, or `undefined` if it can. Beside what
 * grpc-go checks, names that belong to one HTTP/1 connection are refused: HTTP/2 forbids them, and what a runtime or a
 * peer does about one harms other calls.
 */
export function faultOnSend(md: ReadonlyMap<string, readonly string[]>): string | undefined {
  const fault = validate(md)?.message;
  if (fault !== undefined) return fault;
  for (const key of md.keys()) {
    if (isHopByHop(key))
      return `header key ${quote(key)} belongs to one HTTP/1 connection, which HTTP/2 forbids`;
  }
  return undefined;
}
