import { faultOfField } from '../grpc';
import { type MD, nameOf, quote } from '../metadata';
import { faultOfSize } from './limits';

/** Returns why grpc-js cannot send `md`, in a text that names the key and no value, or `undefined` if it can. */
export function faultOf(md: MD): string | undefined {
  for (const [key, values] of md) {
    const fault = faultOfField(key, values) ?? faultOnNode(key, values);
    if (fault !== undefined) return fault;
  }
  return faultOfSize(md);
}

function faultOnNode(key: string, values: readonly string[]): string | undefined {
  if (key === 'content-length') {
    return 'header key "content-length" counts the bytes of one HTTP message, which those of a call are not';
  }
  if (key === '__proto__') return 'header key "__proto__" cannot be sent, as Node keeps headers in an object';
  if (values.length <= 1 || !nameOf(key).isSingle) return undefined;
  return `header key ${quote(key)} has ${values.length} values, but Node sends one at most`;
}
