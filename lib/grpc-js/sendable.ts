import { faultOnSend } from '../grpc';
import { isSingle, type MD, quote } from '../metadata';
import { faultOfSize } from './limits';

/** Returns why grpc-js cannot send `md`, in a text that names the key and no value, or `undefined` if it can. */
export function faultOf(md: MD): string | undefined {
  const fault = faultOnSend(md);
  if (fault !== undefined) return fault;
  if (md.has('content-length')) {
    return 'header key "content-length" counts the bytes of one HTTP message, which those of a call are not';
  }
  if (md.has('__proto__')) return 'header key "__proto__" cannot be sent, as Node keeps headers in an object';
  for (const [key, values] of md) {
    if (values.length > 1 && isSingle(key)) {
      return `header key ${quote(key)} has ${values.length} values, but Node sends one at most`;
    }
  }
  return faultOfSize(md);
}
