import type { Metadata } from '@grpc/grpc-js';
import type { ReceivedFields } from '../../grpc/internal';
import type { MD } from '../../metadata';
import { copyShown } from './convert';

/** A header or a trailer that grpc-js received. */
export class ResponseFields implements ReceivedFields {
  readonly metadata: Metadata;

  constructor(metadata: Metadata) {
    this.metadata = metadata;
  }

  copyTo(md: MD): void {
    copyShown(this.metadata, md);
  }

  bytes(key: string): Uint8Array[] {
    return this.metadata.get(key).map((value) => Buffer.from(value));
  }
}
