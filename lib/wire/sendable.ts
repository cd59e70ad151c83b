import type { MD } from '../metadata';
import { type Name, nameOf, quote, validateEntry } from '../metadata/internal';
import { faultOfSize } from './limits';

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
  const fault = validateEntry(key, values, name);
  if (fault !== undefined || !name.isHopByHop) return fault;
  return `header key ${quote(key)} belongs to one HTTP/1 connection, which HTTP/2 forbids`;
}

/** Returns why grpc-js cannot send `md`, in a text that names the key and no value, or `undefined` if it can. */
export function faultOf(md: MD): string | undefined {
  let fault: string | undefined;
  md.forEach((values, key) => {
    const name = nameOf(key);
    fault ??= faultOfField(key, values, name) ?? faultOnNode(name, values);
  });
  return fault ?? faultOfSize(md);
}

function faultOnNode({ text, isSingleton }: Name, values: readonly string[]): string | undefined {
  if (text === 'content-length') {
    return 'header key "content-length" counts the bytes of one HTTP message, which those of a call are not';
  }
  if (text === '__proto__')
    return 'header key "__proto__" cannot be sent, as Node keeps headers in an object';
  if (values.length <= 1 || !isSingleton) return undefined;
  return `header key ${quote(text)} has ${values.length} values, but Node sends one at most`;
}
