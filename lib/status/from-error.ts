import type { ServerError } from 'nice-grpc-common';
import { type Code, OK, Unknown } from '../codes';
import { errorText } from '../context/internal';
import { callStatusOf, type ErrorStatus, errorStatus, statusOf } from './error-status';
import { serverError } from './make';
import { Status } from './status';
import { decodeStatus } from './status-proto';
import { toText } from './text';

/**
 * Returns the status of an error: that of a call that failed (a `ClientError`), one that a handler throws (a
 * `ServerError`), of one with a method `grpcStatus` that returns a `Status`, or of one that wraps such an error as its `cause`, near or far: then with the message of the outer one.
 * The status of `undefined` is `OK`. The result is `undefined` if `error` has no status, as the errors of a context have
 * none: `fromContextError` is for those.
 *
 * Ports grpc-go's `status.FromError`, whose `ok` says that the result is not `undefined`.
 */
export function fromError(error: unknown): Status | undefined {
  if (error === undefined || error === null) return new Status(OK, '');
  const status = callStatusOf(error);
  return status && fromErrorStatus(status);
}

/**
 * Returns `fromError(error)`, or `UNKNOWN` with the text of the error if it has no status.
 *
 * Ports grpc-go's `status.Convert`.
 */
export function convert(error: unknown): Status {
  return fromError(error) ?? new Status(Unknown, toText(errorText(error)));
}

/**
 * Returns the code of an error as `convert` tells it: `OK` for `undefined`, `UNKNOWN` for an error without a status.
 *
 * Ports grpc-go's `status.Code`.
 */
export function code(error: unknown): Code {
  return convert(error).code;
}

/**
 * Returns the status of a context that ended with `err`: `CANCELLED context canceled` or `DEADLINE_EXCEEDED context
 * deadline exceeded`. The status of `undefined` is `OK`, so that `fromContextError(ctx.err()).err()` is `undefined` while
 * the context lives. An error that has a status of its own, which a user-defined context may end with, gives that; any
 * other is `UNKNOWN`.
 *
 * Ports grpc-go's `status.FromContextError`.
 */
export function fromContextError(err: Error | undefined): Status {
  return convert(contextError(err));
}

/**
 * Returns the error of a call whose context ended with `err`: `CANCELLED context canceled` or `DEADLINE_EXCEEDED context
 * deadline exceeded`. An error that has a status of its own, as a user-defined context may, gives that; any other is
 * `UNKNOWN` with its text. For `undefined` the result is `undefined`.
 */
export function contextError(err: Error | undefined): ServerError | undefined {
  if (err === undefined || err === null) return undefined;
  return serverError(statusOf(err) ?? errorStatus(Unknown, errorText(err), undefined));
}

function fromErrorStatus({ code, details, detailsBin }: ErrorStatus): Status {
  return new Status(code, details, detailsBin && decodeStatus(detailsBin));
}
