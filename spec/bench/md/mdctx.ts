import type { Metadata } from '@grpc/grpc-js';
import { type MD, New, validate } from 'mdctx/metadata';
import { ofLibrary } from '../library';
import type { HttpFields, Peer } from './subject';

// The library exports no conversion, as its adapters do it: these are what they use.
const { WireMetadata } = ofLibrary<{ WireMetadata: { of(md: MD): Metadata } }>('grpc-js/sent-metadata');
const { IncomingFields } = ofLibrary<{ IncomingFields: new (raw: string[]) => { copy(): MD } }>(
  'wire/incoming-fields',
);

/** The fields as Node also hands them to its listeners, name, value, name, value: what the library reads. */
const raws = new Map<HttpFields, string[]>();

function rawOf(fields: HttpFields): string[] {
  const known = raws.get(fields);
  if (known !== undefined) return known;
  const raw = Object.entries(fields).flatMap(([name, values]) =>
    [values ?? []].flat().flatMap((value) => [name, value]),
  );
  raws.set(fields, raw);
  return raw;
}

/** The library's own. */
export const mdctx: Peer<MD> = {
  name: 'mdctx',
  build: (fields) => New(fields),
  read: (md, key) => md.get(key)?.[0],
  copy: (md) => md.copy(),
  iterate(md) {
    let length = 0;
    for (const [key, values] of md) {
      length += key.length;
      for (const value of values) length += value.length;
    }
    return length;
  },
  validated(fields) {
    const md = New(fields);
    const fault = validate(md);
    if (fault !== undefined) throw fault;
    return md;
  },
  toWire: (md) => WireMetadata.of(md).toHttp2Headers(),
  fromWire: (fields) => new IncomingFields(rawOf(fields)).copy(),
};
