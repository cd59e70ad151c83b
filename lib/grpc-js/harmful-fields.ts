import type { IncomingHttpHeaders } from 'node:http2';
import { decodeTimeout } from '../grpc';
import { isBinary } from '../metadata';
import type { RawHeaders } from './repeated-keys';

const printable = /^[ -~]*$/;

/** The longest timeout that grpc-js reads as it was meant: what is longer becomes a deadline in the past. */
export const longestTimeout = 2 ** 31 - 1;

/**
 * Removes from a request's `headers` a timeout that is too long for grpc-js. Who needs it finds it in the raw fields.
 */
export function removeLongTimeout(headers: IncomingHttpHeaders): void {
  const timeout = headers['grpc-timeout'];
  if (typeof timeout === 'string' && isTooLong(timeout)) delete headers['grpc-timeout'];
}

/**
 * Removes from `headers` the values that are not printable ASCII, which grpc-js would print to its log. Who needs them
 * finds them in the raw fields.
 */
export function removeUnprintable(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (isBinary(name) || isPrintable(value)) continue;
    const printable = Array.isArray(value) ? value.filter(isPrintable) : [];
    if (printable.length > 0) headers[name] = printable;
    else delete headers[name];
  }
}

/** Tells whether a value consists of printable ASCII; one that is no text does. */
export function isPrintable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPrintable);
  return typeof value !== 'string' || printable.test(value);
}

/** Tells whether all names and values of `raw` consist of printable ASCII. */
export function arePrintable(raw: RawHeaders): boolean {
  for (const text of raw) if (!printable.test(text)) return false;
  return true;
}

function isTooLong(timeout: string): boolean {
  try {
    return decodeTimeout(timeout) > longestTimeout;
  } catch {
    return false; // malformed: the call is refused when it is looked at
  }
}
