import { ClientError, ServerError } from 'nice-grpc-common';
import { type Code, Canceled as canceled, DeadlineExceeded as deadlineExceeded, OK, Unknown } from '../codes';
import { Canceled, DeadlineExceeded } from '../context';
import { detailsBinOf } from './details-bin';
import { isObject, wrappedErrors } from './error-tree';
import { foreignStatus } from './foreign-error';
import { extraOf } from './rich-error';
import { decodeStatus, encodeStatus } from './status-proto';
import { toText } from './text';

/** How a call ended, by its error. Code and text can be sent as they are. */
export interface ErrorStatus {
  /** Never `OK`. */
  readonly code: Code;
  /** The text; well formed. */
  readonly details: string;
  /** A `google.rpc.Status` with this code and text and at least one detail, for `grpc-status-details-bin`. */
  readonly detailsBin: Uint8Array | undefined;
}

/**
 * Returns the status with which a handler that failed with `error` ends its call, or `undefined` if it has none, so that
 * the runtime decides what is disclosed: its status as an error of a call, or else that of a context.
 *
 * A code that is not one of a failure is `UNKNOWN`, and the text is made valid by `toText`. Nothing is thrown, whatever
 * `error` is.
 */
export function statusOf(error: unknown): ErrorStatus | undefined {
  return callStatusOf(error) ?? contextStatusOf(error);
}

/**
 * Returns the status of an error of a call. A `ServerError` or `ClientError` of nice-grpc-common (of any copy), an error
 * of nice-grpc-error-details, of grpc-js's or Connect's clients is its own status. An error that has one of these as its
 * `cause`, near or far, or among its `errors`, has its code and details, with its own message, or the text if it has none.
 */
export function callStatusOf(error: unknown): ErrorStatus | undefined {
  try {
    const own = ownStatus(error);
    if (own !== undefined) return own;
    for (const link of wrappedErrors(error)) {
      const status = ownStatus(link);
      if (status !== undefined)
        return errorStatus(status.code, messageOf(error) || status.details, status.detailsBin);
    }
  } catch {
    // a getter of the error's threw: it tells no status
  }
  return undefined;
}

/** Returns the status of an error of a context, or of one that wraps it. */
function contextStatusOf(error: unknown): ErrorStatus | undefined {
  try {
    const links = [error, ...wrappedErrors(error)];
    const code = links.includes(DeadlineExceeded)
      ? deadlineExceeded
      : links.includes(Canceled)
        ? canceled
        : undefined;
    return code && errorStatus(code, messageOf(error), undefined);
  } catch {
    return undefined;
  }
}

/** Returns the status of `error` itself, without what it wraps. */
function ownStatus(error: unknown): ErrorStatus | undefined {
  if (!isObject(error)) return undefined;
  const carried = detailsBinOf(error);
  if (error instanceof ServerError || error instanceof ClientError)
    return errorStatus(error.code, error.details, carried ?? extraOf(error));
  const foreign = foreignStatus(error);
  return foreign && errorStatus(foreign.code, foreign.details, carried ?? foreign.detailsBin());
}

/** Returns the message of `error` as it can be sent; empty if it has none. */
export function messageOf(error: unknown): string {
  return isObject(error) && 'message' in error ? toText(error.message) : '';
}

/** Returns a status that can be sent: its code and text are made valid, and bytes that differ from these are left out. */
export function errorStatus(code: unknown, details: unknown, bin: Uint8Array | undefined): ErrorStatus {
  const mended = { code: toCode(code), details: toText(details) };
  return { ...mended, detailsBin: bin && agreeing(bin, mended) };
}

/** Returns `code` if it is that of a failure, and `UNKNOWN` if not. */
function toCode(code: unknown): Code {
  return typeof code === 'number' && Number.isInteger(code) && code > OK && code <= 0x7fffffff
    ? code
    : Unknown;
}

/**
 * Returns `bin` with this code and text, byte for byte if it had them already, and `undefined` without a detail: as grpc-go
 * does with a status that it sends.
 */
function agreeing(
  bin: Uint8Array,
  { code, details }: Pick<ErrorStatus, 'code' | 'details'>,
): Uint8Array | undefined {
  const proto = decodeStatus(bin);
  if (proto === undefined || proto.details.length === 0) return undefined;
  if (proto.code === code && proto.message === details) return bin;
  return encodeStatus({ ...proto, code, message: details });
}
