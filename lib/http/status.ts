import { Status } from 'nice-grpc-common';
import { wrongType } from '../context/internal';
import { statusOf } from '../status/internal';

const toHttp: ReadonlyMap<Status, number> = new Map([
  [Status.OK, 200],
  [Status.CANCELLED, 499],
  [Status.UNKNOWN, 500],
  [Status.INVALID_ARGUMENT, 400],
  [Status.DEADLINE_EXCEEDED, 504],
  [Status.NOT_FOUND, 404],
  [Status.ALREADY_EXISTS, 409],
  [Status.PERMISSION_DENIED, 403],
  [Status.RESOURCE_EXHAUSTED, 429],
  [Status.FAILED_PRECONDITION, 400], // not 412, which is about the headers of a conditional request
  [Status.ABORTED, 409],
  [Status.OUT_OF_RANGE, 400],
  [Status.UNIMPLEMENTED, 501],
  [Status.INTERNAL, 500],
  [Status.UNAVAILABLE, 503],
  [Status.DATA_LOSS, 500],
  [Status.UNAUTHENTICATED, 401],
]);

const fromHttp: ReadonlyMap<number, Status> = new Map([
  [400, Status.INVALID_ARGUMENT],
  [401, Status.UNAUTHENTICATED],
  [403, Status.PERMISSION_DENIED],
  [404, Status.NOT_FOUND],
  [408, Status.DEADLINE_EXCEEDED],
  [409, Status.ABORTED],
  [416, Status.OUT_OF_RANGE],
  [429, Status.RESOURCE_EXHAUSTED],
  [499, Status.CANCELLED],
  [500, Status.INTERNAL],
  [501, Status.UNIMPLEMENTED],
  [502, Status.UNAVAILABLE],
  [503, Status.UNAVAILABLE],
  [504, Status.DEADLINE_EXCEEDED],
]);

/**
 * Returns the HTTP status for the code of a gRPC status: 404 for `NOT_FOUND`. For what is not a code it is 500.
 *
 * Ports grpc-gateway's `runtime.HTTPStatusFromCode`.
 */
export function httpStatus(code: Status): number {
  return toHttp.get(code) ?? 500;
}

/**
 * Returns the code for an HTTP status of an API: `NOT_FOUND` for 404. Where several codes have one HTTP status, it is the code
 * that Google's APIs give: `INVALID_ARGUMENT` for 400, `ABORTED` for 409, `INTERNAL` for 500. Of other statuses, 2xx is `OK`,
 * 4xx `FAILED_PRECONDITION`, 5xx `INTERNAL`, and what is left `UNKNOWN`.
 *
 * It is the way back of `httpStatus`, for which grpc-gateway has no function. It is not what a gRPC client makes of a response
 * that is no gRPC: there, 404 is `UNIMPLEMENTED`.
 *
 * @throws TypeError if `status` is not a number.
 */
export function codeFromHttpStatus(status: number): Status {
  if (typeof status !== 'number') throw wrongType('http: codeFromHttpStatus: status', 'a number', status);
  const code = fromHttp.get(status);
  if (code !== undefined) return code;
  if (status >= 200 && status < 300) return Status.OK;
  if (status >= 400 && status < 500) return Status.FAILED_PRECONDITION;
  return status >= 500 && status < 600 ? Status.INTERNAL : Status.UNKNOWN;
}

/** What to answer to a client over HTTP, in grpc-gateway's form. */
export interface HttpError {
  /** The HTTP status. */
  readonly status: number;
  /** To be sent as JSON. */
  readonly body: { readonly code: Status; readonly message: string; readonly details: readonly unknown[] };
}

/**
 * Returns what to answer to a client over HTTP when its request failed with `error`: the code and text of its status, if it has
 * one, as that of a failed call has; of any other error it is `internal error` alone.
 *
 * Ports what grpc-gateway's `runtime.DefaultHTTPErrorHandler` answers, without the details of the status.
 */
export function httpError(error: unknown): HttpError {
  const status = statusOf(error);
  if (status === undefined) return answer(Status.INTERNAL, 'internal error');
  return answer(status.code, status.details);
}

function answer(code: Status, message: string): HttpError {
  return { status: httpStatus(code), body: { code, message, details: [] } };
}
