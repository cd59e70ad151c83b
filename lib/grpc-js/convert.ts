import type { Metadata } from '@grpc/grpc-js';
import { adopt, MD } from '../metadata';

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
