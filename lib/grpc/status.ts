import { ServerError, Status } from 'nice-grpc-common';
import { contextError, statusOf as errorStatusOf, serverError, withDetailsBin } from '../status/internal';

/** Returns the error with which a call fails for a reason of the library's own, in a handler or on the way to it. */
export function internal(details: string): ServerError {
  return new ServerError(Status.INTERNAL, details);
}

/**
 * Returns the status of a context that ended with `err`, as an error; `undefined` for `undefined`.
 *
 * @deprecated `status.fromContextError(err).err()` of `mdctx/status` is the same.
 */
export function fromContextError(err: Error | undefined): ServerError | undefined {
  return contextError(err);
}

/**
 * Returns the status with which a handler that threw `error` ends its call, as an error that carries its details too, or
 * `undefined` if `error` has none, so that the runtime decides. A `ServerError` is its own status.
 *
 * @deprecated `status.fromError(error)` of `mdctx/status` tells this and more.
 */
export function statusOf(error: unknown): ServerError | undefined {
  const status = errorStatusOf(error);
  if (status === undefined) return undefined;
  if (error instanceof ServerError && error.code === status.code && error.details === status.details)
    return withDetailsBin(error, status.detailsBin);
  return serverError(status);
}
