import { faultOfField } from '../grpc';
import { type MD, type Name, nameOf, quote } from '../metadata';
import { faultOfSize } from './limits';

/** Returns why grpc-js cannot send `md`, in a text that names the key and no value, or `undefined` if it can. */
export function faultOf(md: MD): string | undefined {
  let fault: string | undefined;
  md.forEach((values, key) => {
    const name = nameOf(key);
    fault ??= faultOfField(key, values, name) ?? faultOnNode(name, values);
  });
  return fault ?? faultOfSize(md);
}

function faultOnNode({ text, isSingle }: Name, values: readonly string[]): string | undefined {
  if (text === 'content-length') {
    return 'header key "content-length" counts the bytes of one HTTP message, which those of a call are not';
  }
  if (text === '__proto__')
    return 'header key "__proto__" cannot be sent, as Node keeps headers in an object';
  if (values.length <= 1 || !isSingle) return undefined;
  return `header key ${quote(text)} has ${values.length} values, but Node sends one at most`;
}
