import { faultOnSend } from '../grpc';
import { type MD, quote } from '../metadata';
import { faultOfSize } from './limits';

/** The names that Node's HTTP/2 sends once only; with a second value it throws, and grpc-js drops the connection. */
const single = new Set([
  'access-control-allow-credentials',
  'access-control-max-age',
  'access-control-request-method',
  'age',
  'authorization',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'x-content-type-options',
]);

/** Returns why grpc-js cannot send `md`, in a text that names the key and no value, or `undefined` if it can. */
export function faultOf(md: MD): string | undefined {
  const fault = faultOnSend(md);
  if (fault !== undefined) return fault;
  if (md.has('content-length')) {
    return 'header key "content-length" counts the bytes of one HTTP message, which those of a call are not';
  }
  for (const [key, values] of md) {
    if (values.length > 1 && single.has(key)) {
      return `header key ${quote(key)} has ${values.length} values, but Node sends one at most`;
    }
  }
  return faultOfSize(md);
}
