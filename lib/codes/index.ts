import { Status } from 'nice-grpc-common';

/**
 * grpc-go's `codes`: the codes of a status in Go's spelling. Each is the member of nice-grpc-common's `Status` that has
 * its number, so that `error.code === codes.NotFound` holds for the errors of nice-grpc and of this library alike.
 */

/** The code of a status. Ports grpc-go's `codes.Code`. */
export type Code = Status;

/** The call succeeded. */
export const OK = Status.OK;
/** The call was cancelled, typically by its caller. */
export const Canceled = Status.CANCELLED;
/** An error without a status, or with one from another domain that does not say enough. */
export const Unknown = Status.UNKNOWN;
/** An argument that is wrong whatever the state of the system. */
export const InvalidArgument = Status.INVALID_ARGUMENT;
/** The deadline passed before the call was done. */
export const DeadlineExceeded = Status.DEADLINE_EXCEEDED;
/** What was asked for does not exist. */
export const NotFound = Status.NOT_FOUND;
/** What was to be created exists already. */
export const AlreadyExists = Status.ALREADY_EXISTS;
/** The caller is known and may not do this. */
export const PermissionDenied = Status.PERMISSION_DENIED;
/** A resource, a quota for one, is used up. */
export const ResourceExhausted = Status.RESOURCE_EXHAUSTED;
/** The system is not in the state that the call needs; do not retry before that is mended. */
export const FailedPrecondition = Status.FAILED_PRECONDITION;
/** The call was aborted, typically by a conflict of transactions; retry at a higher level. */
export const Aborted = Status.ABORTED;
/** The call went past the valid range. */
export const OutOfRange = Status.OUT_OF_RANGE;
/** The method is not implemented, or not enabled. */
export const Unimplemented = Status.UNIMPLEMENTED;
/** An invariant of the system is broken. */
export const Internal = Status.INTERNAL;
/** The service is not available at the moment; a retry with a backoff may succeed. */
export const Unavailable = Status.UNAVAILABLE;
/** Data was lost or is corrupted, for good. */
export const DataLoss = Status.DATA_LOSS;
/** The call has no valid credentials. */
export const Unauthenticated = Status.UNAUTHENTICATED;

const names = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];

/**
 * Returns the name of a code in Go's spelling, `NotFound` for 5; `Code(99)` for a number that has none.
 *
 * Ports grpc-go's `codes.Code.String`.
 *
 * @throws TypeError if `code` is not a number.
 */
export function nameOf(code: number): string {
  if (typeof code !== 'number')
    throw new TypeError(`codes: nameOf: code must be a number: got ${code === null ? 'null' : typeof code}`);
  return names[code] ?? `Code(${code})`;
}
