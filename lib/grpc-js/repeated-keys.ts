import type { IncomingHttpHeaders } from 'node:http2';

/**
 * A list of header fields as they came over the wire: name, value, name, value. Names are in lower case, as HTTP/2
 * demands.
 */
export type RawHeaders = readonly string[];

/** Calls `f` with each field of `raw`, in order. */
export function eachField(raw: RawHeaders, f: (name: string, value: string) => void): void {
  let name = '';
  for (const [i, item] of raw.entries()) {
    if (i % 2 === 1) f(name, item);
    else name = item;
  }
}

/**
 * Undoes in place what Node does to fields that were sent more than once: it joins their values with a comma, or
 * keeps the first of them. Each such name gets the list of its values, in the order in which they were sent.
 */
export function restoreRepeated(headers: IncomingHttpHeaders, raw: RawHeaders): void {
  if (raw.length / 2 === Object.keys(headers).length) return; // no name came twice
  const fields = new Map<string, string[]>();
  eachField(raw, (name, value) => {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  });
  for (const [name, values] of fields) {
    if (values.length > 1 && !name.startsWith(':')) headers[name] = values;
  }
}
