import type { IncomingHttpHeaders } from 'node:http2';
import { isBinary } from '../metadata/internal';

/**
 * A list of header fields as they came over the wire: name, value, name, value. Names are in lower case, as HTTP/2
 * demands.
 */
export type RawHeaders = readonly string[];

/** Calls `f` with each field of `raw`, in order. */
export function eachField(raw: RawHeaders, f: (name: string, value: string) => void): void {
  for (let i = 1; i < raw.length; i += 2) f(raw[i - 1] ?? '', raw[i] ?? '');
}

/** Returns the values of a `-bin` field as it came over the wire: several may stand in one, with commas between. */
export function binaryValues(field: string): string[] {
  return field.split(',').map((value) => value.trim());
}

/**
 * Undoes in place what Node does to fields that were sent more than once: it joins their values with a comma, or
 * keeps the first of them. Each such name gets the list of its values, in the order in which they were sent. So does a
 * `-bin` name with several values in one field, of which grpc-js knows only where it finds no list.
 */
export function restoreRepeated(headers: IncomingHttpHeaders, raw: RawHeaders): void {
  const fields = new Map<string, string[]>();
  eachField(raw, (name, value) => {
    const list = isBinary(name) ? binaryValues(value) : [value];
    const values = fields.get(name);
    if (values === undefined) fields.set(name, list);
    else values.push(...list);
  });
  for (const [name, values] of fields) {
    if (values.length > 1 && !name.startsWith(':')) headers[name] = values;
  }
}
