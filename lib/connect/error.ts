import { Code, ConnectError } from '@connectrpc/connect';
import { Status } from 'nice-grpc-common';
import type { Context } from '../context';
import { decodeBinary, encodeBinary } from '../metadata/internal';
import { fromProto } from '../status';
import {
  contextError,
  detailsBinOf,
  detailsKey,
  type ErrorStatus,
  receivedStatus,
  statusOf,
  toText,
  withDetailsBin,
} from '../status/internal';
import { malformedStatus } from '../wire/internal';
import { codeOf } from './convert';
import { type RawFields, valuesOf } from './fields';

/** The fields of gRPC or HTTP that the metadata of an error has if the error came over the wire. */
const ofWire = ['grpc-status', 'content-type'];

/**
 * Returns `error`, which a handler threw, as Connect sends it: with the status that it stands for, if it stands for one. The error
 * of a call that the handler made keeps its code, text and details, and not the header and trailer that came with it.
 */
export function outgoingError(error: unknown): unknown {
  if (error instanceof ConnectError && !cameOverWire(error)) return valid(error);
  const status = statusOf(error);
  return status === undefined ? error : connectError(withRawDetails(error, status), error);
}

/** Returns `error`, or one like it if it has a code or a text that Connect cannot send. */
function valid(error: ConnectError): ConnectError {
  const { code, rawMessage, metadata, details, cause } = error;
  const text = toText(rawMessage);
  const isCode = Number.isInteger(code) && code > 0;
  if (isCode && text === rawMessage) return error;
  const mended = new ConnectError(text, isCode ? code : Code.Unknown, metadata, undefined, cause);
  mended.details = details;
  return mended;
}

/** Returns the error with which a handler fails that threw nothing: for Connect that would be no failure. */
export function internalError(): ConnectError {
  return new ConnectError('internal error', Code.Internal);
}

function cameOverWire(error: ConnectError): boolean {
  return ofWire.some((name) => error.metadata.has(name));
}

/** Connect's own clients keep the details of gRPC as they came in the metadata of the error. */
function withRawDetails(error: unknown, status: ErrorStatus): ErrorStatus {
  if (!(error instanceof ConnectError) || detailsBinOf(error) !== undefined) return status;
  const field = error.metadata.get(detailsKey);
  if (field === null) return status;
  const { code, details } = status;
  return { ...status, detailsBin: receivedStatus(code, details, bytesOf([field])).detailsBin };
}

/** Returns the error of Connect's that has `status`. */
function connectError({ code, details, detailsBin }: ErrorStatus, cause: unknown): ConnectError {
  const error = new ConnectError(details, codeOf(code), undefined, undefined, cause);
  const anys = (detailsBin && fromProto(detailsBin)?.details()) ?? [];
  error.details = anys.map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1),
    value,
  }));
  return withDetailsBin(error, detailsBin);
}

/** Returns the details of the status that `error` stands for, as gRPC sends them; `undefined` if Connect makes them. */
export function detailsFieldOf(error: unknown): string | undefined {
  const bytes = error instanceof ConnectError ? detailsBinOf(error) : undefined;
  return bytes && encodeBinary(Buffer.from(bytes).toString('latin1'));
}

/** Returns the error of a call whose context has ended; `undefined` while it lives. */
export function errorOfEnd(ctx: Context): ConnectError | undefined {
  const error = contextError(ctx.err());
  const status = error && statusOf(error);
  return status && connectError(status, ctx.err());
}

/**
 * Returns the error of a call that failed with `error`, as Connect says, and whose trailer came as `fields`: that which grpc-go
 * reads there, which is `error` itself if that tells the same. Without a status in the trailer it is `error`.
 */
export function receivedError(fields: RawFields, error: unknown): unknown {
  const [field] = valuesOf(fields, 'grpc-status');
  if (field === undefined || field === '0') return error;
  const malformed = malformedStatus(field);
  if (malformed !== undefined) {
    return new ConnectError(
      `transport: malformed grpc-status: ${malformed}`,
      Code.Unknown,
      undefined,
      undefined,
      error,
    );
  }
  const text = decodeText(valuesOf(fields, 'grpc-message')[0] ?? '');
  const status = receivedStatus(Number(field), text, bytesOf(valuesOf(fields, detailsKey)));
  if (
    error instanceof ConnectError &&
    error.rawMessage === status.details &&
    error.code === codeOf(status.code)
  )
    return withDetailsBin(error, status.detailsBin);
  return connectError(status, error);
}

/** Returns the error of a call whose connection was lost. */
export function lostConnection(error: unknown): ConnectError {
  const { rawMessage, metadata } = ConnectError.from(error);
  return new ConnectError(rawMessage, codeOf(Status.UNAVAILABLE), metadata, undefined, error);
}

function bytesOf(fields: readonly string[]): Uint8Array[] {
  return fields.map((field) => Buffer.from(decodeBinary(field), 'latin1'));
}

/** Returns the text that a `grpc-message` stands for. A `%` that begins no byte stands for itself, as in grpc-go. */
export function decodeText(field: string): string {
  if (!field.includes('%')) return field;
  const bytes = field.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
