import { Metadata } from '@grpc/grpc-js';
import type { Fields, Peer } from './subject';

function build(fields: Fields): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(fields)) metadata.set(key, value);
  return metadata;
}

/** grpc-js's `Metadata`. It looks at each key and value as it is given. */
export const grpcJs: Peer<Metadata> = {
  name: 'grpc-js Metadata',
  build,
  read: (metadata, key) => metadata.get(key)[0],
  copy: (metadata) => metadata.clone(),
  iterate(metadata) {
    let length = 0;
    for (const key of Object.keys(metadata.getMap())) {
      length += key.length;
      for (const value of metadata.get(key)) length += value.length;
    }
    return length;
  },
  validated: build,
  toWire: (metadata) => metadata.toHttp2Headers(),
  sent: (fields) => build(fields).toHttp2Headers(),
  fromWire: (fields) => Metadata.fromHttp2Headers(fields),
};
