import { ServerError } from 'nice-grpc-common';
import { withDetailsBin } from './details-bin';
import type { ErrorStatus } from './error-status';

/** Returns the error that has `status`, its details included. */
export function serverError({ code, details, detailsBin }: ErrorStatus): ServerError {
  return withDetailsBin(new ServerError(code, details), detailsBin);
}
