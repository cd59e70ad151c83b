import type { Metadata } from '@grpc/grpc-js';
import { background, type Context } from 'mdctx/context';
import { appendToOutgoingContext, type MD, New, validate } from 'mdctx/metadata';
import { ofLibrary } from '../library';
import type { HttpFields, Peer } from './subject';

// The library exports no conversion, as its adapters do it: these are what they use.
const { FieldMetadata } = ofLibrary<{
  FieldMetadata: { new (fields: readonly string[]): Metadata; of(md: MD): Metadata };
}>('grpc-js/field-metadata');
const { sentFields } = ofLibrary<{ sentFields(ctx: Context, own: undefined): readonly string[] }>(
  'wire/sent-fields',
);
const { IncomingFields } = ofLibrary<{ IncomingFields: new (raw: string[]) => { copy(): MD } }>(
  'wire/incoming-fields',
);

/** Returns `make`, whose results for the same fields are made once: they are what an operation begins with. */
function once<T>(make: (fields: HttpFields) => T): (fields: HttpFields) => T {
  const made = new Map<HttpFields, T>();
  return (fields) => {
    const known = made.get(fields) ?? make(fields);
    made.set(fields, known);
    return known;
  };
}

/** The fields as Node also hands them to its listeners, name, value, name, value: what the library reads. */
const rawOf = once((fields) =>
  Object.entries(fields).flatMap(([name, values]) => [values ?? []].flat().flatMap((value) => [name, value])),
);

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
  toWire: (md) => FieldMetadata.of(md).toHttp2Headers(),
  sent(fields) {
    const ctx = appendToOutgoingContext(background(), ...rawOf(fields));
    return new FieldMetadata(sentFields(ctx, undefined)).toHttp2Headers();
  },
  fromWire: (fields) => new IncomingFields(rawOf(fields)).copy(),
};
