import type { Metadata } from 'nice-grpc-common';
import { MD } from '../../metadata';
import { isReserved, nameOf } from '../../metadata/internal';

/** Returns the values of `metadata` as an MD of its own. Text values that came in several fields are one by now. */
export function fromNice(metadata: Metadata): MD {
  return new MD(metadata);
}

/** Adds to `metadata` the values of `md`, without the names that are reserved. */
export function addToNice(metadata: Metadata, md: MD | undefined): void {
  if (md === undefined) return;
  for (const [key, values] of md) {
    if (isReserved(key)) continue;
    if (nameOf(key).isBinary) for (const bytes of md.bytes(key)) metadata.append(key, bytes);
    else for (const value of values) metadata.append(key, value);
  }
}
