import { BadRequest, ErrorInfo } from 'nice-grpc-error-details';
import { Status } from 'nice-grpc-error-details/lib/proto/google/rpc/status';

// A google.rpc.Status as ts-proto writes and reads it: what this library writes and reads is compared with that.

/** Returns the encoded status with a detail of each of two types. */
export function richBytes(code: number, message: string): Uint8Array {
  return bytesOf(code, message, [
    { typeUrl: 'type.googleapis.com/google.rpc.BadRequest', value: BadRequest.encode(badRequest).finish() },
    { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: ErrorInfo.encode(errorInfo).finish() },
  ]);
}

/** Returns the encoded status with `details`. */
export function bytesOf(
  code: number,
  message: string,
  details: { typeUrl: string; value: Uint8Array }[] = [],
): Uint8Array {
  return Status.encode(Status.fromPartial({ code, message, details })).finish();
}

/** Returns what is in an encoded status. */
export function readStatus(bytes: Uint8Array | undefined) {
  return bytes && Status.decode(bytes);
}

export const badRequest = BadRequest.fromPartial({
  fieldViolations: [{ field: 'name', description: 'must not be empty' }],
});
export const errorInfo = ErrorInfo.fromPartial({
  reason: 'STOCK',
  domain: 'shop',
  metadata: { item: 'tea' },
});
