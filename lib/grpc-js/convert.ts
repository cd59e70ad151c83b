import { Metadata, type MetadataValue } from '@grpc/grpc-js';
import { MD } from '../metadata';
import { isBinary, nameOf, setOwned } from '../metadata/internal';

/** Returns the values of `metadata` as an MD of its own. */
export function fromMetadata(metadata: Metadata): MD {
  const md = new MD();
  takeFrom(metadata, md);
  return md;
}

/** Gives `md`, which is empty, the values of `metadata`. */
export function takeFrom(metadata: Metadata, md: MD): void {
  const lists = metadata.toJSON();
  for (const key of Object.keys(lists)) {
    const values = lists[key]?.map(asText) ?? [];
    if (values.length > 0) setOwned(md, key, values);
  }
}

/** Removes from `md` what is gRPC's own and not shown to the one who receives it. */
export function removeHidden(md: MD): void {
  for (const key of md.keys()) if (nameOf(key).isHidden) md.delete(key);
}

function asText(value: MetadataValue): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

/** Tells whether there is nothing in `metadata`. */
export function isEmpty(metadata: Metadata): boolean {
  return Object.keys(metadata.getMap()).length === 0;
}

/** Returns the values of `md`, the header or trailer of a response, as grpc-js tells them. */
export function toReceived(md: MD): Metadata {
  const metadata = new Metadata();
  for (const [key, values] of md) {
    for (const value of values) metadata.add(key, isBinary(key) ? Buffer.from(value, 'latin1') : value);
  }
  return metadata;
}

/** Tells whether `x` is metadata, that of another copy of grpc-js included. */
export function isMetadata(x: unknown): x is Metadata {
  return typeof x === 'object' && x !== null && 'getMap' in x;
}
