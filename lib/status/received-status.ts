import { ClientError } from 'nice-grpc-common';
import { type Code, Internal, nameOf } from '../codes';
import { withDetailsBin } from './details-bin';
import { decodeStatus } from './status-proto';

/** The status with which a call ended at its caller. */
export interface ReceivedStatus {
  readonly code: Code;
  readonly details: string;
  /** A `google.rpc.Status` with this code and text, as it came. */
  readonly detailsBin: Uint8Array | undefined;
}

/**
 * Returns the status of a call that ended with `code` and the text `details`, and in whose trailer `bins` came under
 * `grpc-status-details-bin`, as grpc-go reads it: its text is that of the details; bytes that are not a `google.rpc.Status`,
 * or several, are ignored; bytes with another code make the call fail with `INTERNAL`, whose text has both codes and texts.
 */
export function receivedStatus(
  code: Code,
  details: string,
  bins: readonly Uint8Array[] = [],
): ReceivedStatus {
  const [bin] = bins;
  const proto = bin !== undefined && bins.length === 1 ? decodeStatus(bin) : undefined;
  const isTold = code === Internal && details.startsWith(mismatch); // by this, to the code that hands it on here
  if (bin === undefined || proto === undefined || isTold) return { code, details, detailsBin: undefined };
  if (proto.code === code) return { code, details: proto.message, detailsBin: Uint8Array.from(bin) };
  const sent = `grpc-status=${nameOf(code)}, grpc-message=${JSON.stringify(details)}`;
  const own = `code:${proto.code} message:${JSON.stringify(proto.message)}`;
  const text = `${mismatch}: ${sent}, grpc-status-details-bin=${own}`;
  return { code: Internal, details: text, detailsBin: undefined };
}

const mismatch = 'grpc-status-details-bin mismatch';

/** Returns the error of a call to `path` that failed with `status`; it goes up with its details. */
export function clientError(path: string, { code, details, detailsBin }: ReceivedStatus): ClientError {
  return withDetailsBin(new ClientError(path, code, details), detailsBin);
}

/**
 * Returns the error of a call that nice-grpc made, with the details of which `bins` came in its trailer under
 * `grpc-status-details-bin`. Any other error is returned as it is.
 */
export function withReceivedDetails(error: unknown, bins: readonly Uint8Array[]): unknown {
  if (!(error instanceof ClientError) || bins.length === 0) return error;
  return clientError(error.path, receivedStatus(error.code, error.details, bins));
}
