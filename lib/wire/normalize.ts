import type { IncomingHttpHeaders } from 'node:http2';
import { type Name, nameOf } from '../metadata/internal';
import { type RawHeaders, restoreRepeated } from './repeated-keys';
import { isHarmful, removeHarmful } from './unsupported-fields';

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
    hasHarmful ||= isHarmful(name, value);
  }
  if (hasRepeated) restoreRepeated(headers, raw);
  if (hasHarmful) removeHarmful(headers);
  return hasBinary;
}

/** Reports whether the field before `end` comes again later, with a name of which Node keeps the first value alone. */
function isDropped(name: Name, raw: RawHeaders, end: number): boolean {
  return name.isSingleton && raw.includes(name.text, end + 1);
}
