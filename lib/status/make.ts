import { types } from 'node:util';
import { type Status as Codes, ServerError } from 'nice-grpc-common';
import type { Code } from '../codes';
import { kindOf, wrongType } from '../context/internal';
import { withDetailsBin } from './details-bin';
import type { ErrorStatus } from './error-status';
import { sprintf } from './sprintf';
import { Status } from './status';
import { decodeStatus } from './status-proto';
import { toText } from './text';

/** Returns the error that has `status`, its details included. */
export function serverError({ code, details, detailsBin }: ErrorStatus): ServerError {
  return withDetailsBin(new ServerError(code, details), detailsBin);
}

/** The error with a code: none for `OK`. */
export type ErrorOf<C extends Code> = C extends Codes.OK ? undefined : ServerError;

/**
 * Returns the status with `code` and `message`.
 *
 * Ports grpc-go's `status.New`.
 *
 * @throws TypeError if `code` is not an integer.
 */
export function New(code: Code, message = ''): Status {
  return new Status(checked('New', code), toText(message));
}

/** Returns `New(code, …)` with a text that is made as by `errorf`. Ports grpc-go's `status.Newf`. */
export function Newf(code: Code, format: string, ...values: unknown[]): Status {
  return new Status(checked('Newf', code), toText(sprintf(mustBeFormat('Newf', format), values)));
}

/**
 * Returns an error with `code` and `message`, to throw in a handler: a `ServerError` of nice-grpc-common. For `OK` it
 * returns `undefined`.
 *
 * Ports grpc-go's `status.Error`.
 *
 * @throws TypeError if `code` is not an integer.
 */
export function error<C extends Code>(code: C, message?: string): ErrorOf<C>;
export function error(code: Code, message = ''): ServerError | undefined {
  return new Status(checked('error', code), toText(message)).err();
}

/**
 * Returns `error(code, …)` with a text that is made of `format` as Go's `fmt.Sprintf` does: `%v` and `%s` print any value
 * as a string and an error as Go prints it, `%q` in quotes, `%d`, `%x`, `%t`, `%.2f` numbers and booleans, `%%` a percent
 * sign. A verb without a value, and a value without a verb, are printed as Go prints them.
 *
 * Ports grpc-go's `status.Errorf`.
 *
 * @throws TypeError if `code` is not an integer.
 */
export function errorf<C extends Code>(code: C, format: string, ...values: unknown[]): ErrorOf<C>;
export function errorf(code: Code, format: string, ...values: unknown[]): ServerError | undefined {
  return new Status(checked('errorf', code), toText(sprintf(mustBeFormat('errorf', format), values))).err();
}

/**
 * Returns the status in `bytes`, an encoded `google.rpc.Status`; `undefined` if they are not one.
 *
 * Ports grpc-go's `status.FromProto`.
 *
 * @throws TypeError if `bytes` are none.
 */
export function fromProto(bytes: Uint8Array): Status | undefined {
  if (!types.isUint8Array(bytes)) throw wrongType('status: fromProto: bytes', 'a Uint8Array', bytes);
  const proto = decodeStatus(bytes);
  return proto && new Status(proto.code, proto.message, proto);
}

function checked(name: string, code: Code): Code {
  if (Number.isInteger(code)) return code;
  throw new TypeError(
    `status: ${name}: code must be an integer: got ${typeof code === 'number' ? code : kindOf(code)}`,
  );
}

function mustBeFormat(name: string, format: unknown): string {
  if (typeof format === 'string') return format;
  throw wrongType(`status: ${name}: format`, 'a string', format);
}
