import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { Canceled, DeadlineExceeded } from '../context';

/** Returns the error with which a call fails for a reason of the library's own, in a handler or on the way to it. */
export function internal(details: string): ServerError {
  return new ServerError(Status.INTERNAL, details);
}

/**
 * Returns the status of a context that ended with `err`: `CANCELLED context canceled` or
 * `DEADLINE_EXCEEDED context deadline exceeded`. An error that has one of the two as its `cause`, near or far, has
 * its code too. For any other error the code is `UNKNOWN`; for `undefined` the result is `undefined`.
 *
 * Ports grpc-go's `status.FromContextError`.
 */
export function fromContextError(err: Error | undefined): ServerError | undefined {
  if (err === undefined) return undefined;
  return new ServerError(codeOf(err) ?? Status.UNKNOWN, err.message);
}

/**
 * Returns the status with which a handler that threw `error` ends its call, or `undefined` if `error` has none, so
 * that the runtime decides. A `ServerError` is its own status. The `ClientError` of a call that the handler made
 * keeps its code and details, as a status error that is returned in Go does. The errors of a context have the status
 * of `fromContextError`. An error that has one of these as its `cause`, near or far, has its code, with the error's
 * own message.
 *
 * Ports what grpc-go does with the error of a handler.
 */
export function statusOf(error: unknown): ServerError | undefined {
  if (error instanceof ServerError) return error;
  if (error instanceof ClientError) return new ServerError(error.code, error.details);
  if (!isError(error)) return undefined;
  const code = codeOf(error);
  return code === undefined ? undefined : new ServerError(code, error.message);
}

function codeOf(error: Error): Status | undefined {
  const seen = new Set<unknown>(); // a chain of causes may be a circle
  let link: unknown = error;
  while (isError(link) && !seen.has(link)) {
    seen.add(link);
    if (link === Canceled) return Status.CANCELLED;
    if (link === DeadlineExceeded) return Status.DEADLINE_EXCEEDED;
    if (link instanceof ServerError || link instanceof ClientError) return link.code;
    link = link.cause;
  }
  return undefined;
}

/** Tells by its message, as an error of another realm is no `instanceof Error` here. */
export function isError(x: unknown): x is Error {
  return typeof x === 'object' && x !== null && 'message' in x && typeof x.message === 'string';
}
