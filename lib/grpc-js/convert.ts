import { Metadata } from '@grpc/grpc-js';
import { adopt, isReserved, MD } from '../metadata';

/** Returns the values of `metadata` as an MD of its own. */
export function fromMetadata(metadata: Metadata): MD {
  const md = new MD();
  for (const key of Object.keys(metadata.getMap())) {
    adopt(
      md,
      key,
      metadata.get(key).map((value) => (typeof value === 'string' ? value : value.toString('latin1'))),
    );
  }
  return md;
}

/**
 * Returns `md` as grpc-js sends it: without the names that are reserved, bytes as buffers. It has the options of
 * `like`. What cannot be sent must have been sorted out before.
 */
export function toMetadata(md: MD, like?: Metadata): Metadata {
  const metadata = new Metadata(like?.getOptions());
  for (const [key, values] of md) {
    if (isReserved(key)) continue;
    for (const value of values)
      metadata.add(key, key.endsWith('-bin') ? Buffer.from(value, 'latin1') : value);
  }
  return metadata;
}
