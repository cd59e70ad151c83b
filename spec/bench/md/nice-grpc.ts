import type { Metadata as GrpcJsMetadata } from '@grpc/grpc-js';
import { Metadata } from 'nice-grpc-common';
import { ofDependency } from '../library';
import { grpcJs } from './grpc-js';
import type { Peer } from './subject';

interface Conversion {
  convertMetadataToGrpcJs(metadata: Metadata): GrpcJsMetadata;
  convertMetadataFromGrpcJs(metadata: GrpcJsMetadata): Metadata;
}

const convert = ofDependency<Conversion>('nice-grpc/lib/utils/convertMetadata');

/** nice-grpc's `Metadata`. It looks at each key and value as it is given, and goes to the wire by way of grpc-js's. */
export const niceGrpc: Peer<Metadata> = {
  name: 'nice-grpc Metadata',
  build: (fields) => Metadata(fields),
  read: (metadata, key) => metadata.get(key),
  copy: (metadata) => Metadata(metadata),
  iterate(metadata) {
    let length = 0;
    for (const [key, values] of metadata) {
      length += key.length;
      for (const value of values) length += value.length;
    }
    return length;
  },
  validated: (fields) => Metadata(fields),
  toWire: (metadata) => grpcJs.toWire(convert.convertMetadataToGrpcJs(metadata)),
  sent: (fields) => grpcJs.toWire(convert.convertMetadataToGrpcJs(Metadata(fields))),
  fromWire: (fields) => convert.convertMetadataFromGrpcJs(grpcJs.fromWire(fields)),
};
