import type { IncomingHttpHeaders } from 'node:http2';
import { type Name, nameOf } from '../metadata/internal';
import { binaryValues, type RawHeaders, restoreRepeated } from './incoming-fields';

import { decodeTimeout, longestTimeout } from './timeout';

/**
 * Makes `headers`, which Node made of `raw`, what came over the wire, without what grpc-js would print. Returns whether there
 * are `-bin` fields, whose bytes are still to be looked at. It is one pass over the fields, as each header list of each call
 * goes through here.
 */
export function normalizeHeaders(headers: IncomingHttpHeaders, raw: RawHeaders): boolean {
  let hasBinary = false;
  let hasRepeated = false;
  let hasHarmful = false;
  for (let i = 1; i < raw.length; i += 2) {
    const [key = '', value = ''] = [raw[i - 1], raw[i]];
    const name = nameOf(key);
    if (name.isPseudo) continue;
    hasBinary ||= name.isBinary;
    hasRepeated ||=
      headers[key] !== value || (name.isBinary && value.includes(',')) || isDropped(name, raw, i);
    hasHarmful ||= isUnsupported(name, value);
  }
  if (hasRepeated) restoreRepeated(headers, raw);
  if (hasHarmful) removeUnsupported(headers);
  return hasBinary;
}

/** Reports whether the field before `end` comes again later, with a name of which Node keeps the first value alone. */
function isDropped(name: Name, raw: RawHeaders, end: number): boolean {
  return name.isSingleton && raw.includes(name.text, end + 1);
}

const printable = /^[ -~]*$/;

/**
 * Removes from a request's `headers` a timeout that is too long for grpc-js. The raw fields still have it.
 */
export function removeLongTimeout(headers: IncomingHttpHeaders): void {
  const timeout = headers['grpc-timeout'];
  if (typeof timeout === 'string' && isTooLong(timeout)) delete headers['grpc-timeout'];
}

/**
 * Removes from `headers` what grpc-js would print to its log instead of keeping it: values that are not printable ASCII, and
 * fields with a name that HTTP allows and gRPC does not. The raw fields still have them.
 */
export function removeUnsupported(headers: IncomingHttpHeaders): void {
  for (const key of Object.keys(headers)) {
    const name = nameOf(key);
    const value = headers[key];
    if (name.isPseudo || value === undefined) continue;
    const values = [value].flat();
    const harmless = values.filter((value) => !isUnsupported(name, value));
    if (harmless.length === 0) delete headers[key];
    else if (harmless.length < values.length) headers[key] = harmless;
  }
}

/** Reports whether grpc-js would print a field, in place of keeping it. */
export function isUnsupported(name: Name, value: string): boolean {
  return !name.isLegal || (!name.isBinary && !printable.test(value));
}

/** Reports whether `timeout`, that of a request, is longer than grpc-js can measure. */
function isTooLong(timeout: string): boolean {
  try {
    return decodeTimeout(timeout) > longestTimeout;
  } catch {
    return false; // malformed: the call is refused when it is looked at
  }
}

/** Returns `raw` without the fields of HTTP/2, which come first, if grpc-js can keep each of the others as it is. */
export function wholeFields(raw: RawHeaders): RawHeaders | undefined {
  let start = 0;
  while (raw[start]?.startsWith(':')) start += 2;
  for (let i = start + 1; i < raw.length; i += 2) {
    if (!isSupported(nameOf(raw[i - 1] ?? ''), raw[i] ?? '')) return undefined;
  }
  return start === 0 ? raw : raw.slice(start);
}

/** Reports whether grpc-js can keep a field as it is. */
function isSupported({ text, isLegal, isBinary }: Name, value: string): boolean {
  if (!isLegal) return false;
  if (isBinary) return !value.includes(',');
  return printable.test(value) && (text !== 'grpc-timeout' || !isTooLong(value));
}

/**
 * Returns the fields of `raw` that grpc-js can keep, each with one value: without HTTP/2's own, without what it would print to
 * its log, and without a timeout that it cannot measure.
 */
export function supportedFields(raw: RawHeaders): RawHeaders {
  const fields: string[] = [];
  for (let i = 1; i < raw.length; i += 2) {
    const name = nameOf(raw[i - 1] ?? '');
    for (const value of name.isBinary ? binaryValues(raw[i] ?? '') : [raw[i] ?? '']) {
      if (isSupported(name, value)) fields.push(name.text, value);
    }
  }
  return fields;
}
