import type { Metadata } from '@grpc/grpc-js';
import { type MD, New, validate } from 'mdctx/metadata';
import { ofLibrary } from '../library';
import { grpcJs } from './grpc-js';
import type { Peer } from './subject';

// The library exports no conversion, as its adapters do it: these are what they use.
const { WireMetadata } = ofLibrary<{ WireMetadata: { of(md: MD): Metadata } }>('grpc-js/wire-metadata');
const { fromMetadata } = ofLibrary<{ fromMetadata(metadata: Metadata): MD }>('grpc-js/convert');

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
  fromWire: (fields) => fromMetadata(grpcJs.fromWire(fields)),
};
