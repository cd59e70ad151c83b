import type { Metadata, StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import type { CallStatus, ReceivedFields } from '../../grpc/internal';
import type { MD } from '../../metadata';
import { FieldMetadata } from '../field-metadata';
import { copyShown } from './convert';

/** A header or a trailer that grpc-js received. */
export class ResponseFields implements ReceivedFields {
  readonly metadata: Metadata;

  constructor(metadata: Metadata) {
    this.metadata = metadata;
  }

  copyTo(md: MD): void {
    const metadata: object = this.metadata;
    if (metadata instanceof FieldMetadata) metadata.copyShown(md);
    else copyShown(this.metadata, md);
  }

  bytes(key: string): Uint8Array[] {
    return this.metadata.get(key).map((value) => Buffer.from(value));
  }
}

/** Why grpc-js ends a call without a code. */
const unknownEncoding = 'grpc: a message is compressed with an encoding that is not known';

/** grpc-js's text for a stream that was reset for flow control, which is `INTERNAL` to it. */
const flowControl = 'Received RST_STREAM with code 3';

/**
 * Returns the status that grpc-go gives a call, from that which grpc-js gives it: a few have another code there, or none.
 */
export function receivedStatus(status: Partial<StatusObject> & Pick<StatusObject, 'metadata'>): CallStatus {
  const { code, details, metadata } = status;
  const trailer = new ResponseFields(metadata);
  if (code === undefined) return { code: Status.INTERNAL, details: details ?? unknownEncoding, trailer };
  const isFlowControl = code === Status.INTERNAL && details?.startsWith(flowControl);
  return { code: isFlowControl ? Status.RESOURCE_EXHAUSTED : code, details: details ?? '', trailer };
}
