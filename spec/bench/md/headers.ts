import type { Fields, HttpFields, Peer } from './subject';

/** The platform's `Headers`. It looks at each key and value as it is given. */
export const headers: Peer<Headers> = {
  name: 'Headers',
  build: (fields) => new Headers(fields),
  read: (metadata, key) => metadata.get(key),
  copy: (metadata) => new Headers(metadata),
  iterate(metadata) {
    let length = 0;
    for (const [key, value] of metadata) length += key.length + value.length;
    return length;
  },
  validated: (fields) => new Headers(fields),
  toWire: (metadata) => Object.fromEntries(metadata),
  sent: (fields) => Object.fromEntries(new Headers(fields)),
  fromWire: (fields) => new Headers(single(fields)),
};

/** The fields of these benchmarks have one value each. */
function single(fields: HttpFields): Fields {
  return fields as Fields;
}
