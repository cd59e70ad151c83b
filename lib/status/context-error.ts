import type { ServerError } from 'nice-grpc-common';
import { Unknown } from '../codes';
import { errorText } from '../context/internal';
import { errorStatus, statusOf } from './error-status';
import { serverError } from './make';

/**
 * Returns the error of a call whose context ended with `err`: `CANCELLED context canceled` or `DEADLINE_EXCEEDED context
 * deadline exceeded`. An error that has a status of its own, that of a foreign context for one, gives that; any other is
 * `UNKNOWN` with its text. For `undefined` the result is `undefined`.
 */
export function contextError(err: Error | undefined): ServerError | undefined {
  if (err === undefined || err === null) return undefined;
  return serverError(statusOf(err) ?? errorStatus(Unknown, errorText(err), undefined));
}
