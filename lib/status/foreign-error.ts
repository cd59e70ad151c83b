import { toAny } from './detail';
import { detailsKey } from './details-bin';
import { isObject } from './error-tree';
import { receivedStatus } from './received-status';
import { type Any, encodeAny, encodeStatus } from './status-proto';

/** How a call ended, by another library's error. */
interface ForeignStatus {
  readonly code: unknown;
  readonly details: unknown;
  /** Returns the bytes of the details; `undefined` if there are none. */
  detailsBin(): Uint8Array | undefined;
}

/**
 * Returns the status of an error that has a method `grpcStatus`, or of a call that was made with another client: grpc-js's
 * `ServiceError` or Connect's `ConnectError`, recognized by their shape, as several copies of each may be loaded.
 * `undefined` for any other error.
 */
export function foreignStatus(error: object): ForeignStatus | undefined {
  if ('grpcStatus' in error && typeof error.grpcStatus === 'function') return toldStatus(error.grpcStatus());
  if (!('code' in error) || typeof error.code !== 'number' || !('metadata' in error)) return undefined;
  if (!isObject(error.metadata)) return undefined;
  if ('rawMessage' in error && typeof error.rawMessage === 'string' && 'details' in error)
    return connectStatus(error.code, error.rawMessage, error.details, error.metadata);
  if (!('details' in error) || typeof error.details !== 'string' || !('message' in error)) return undefined;
  return grpcJsStatus(error.code, error.details, error.metadata);
}

/** Returns the status that an error gives by its method `grpcStatus`, which Go calls `GRPCStatus`. */
function toldStatus(status: unknown): ForeignStatus | undefined {
  if (!isObject(status) || !('code' in status) || !('message' in status)) return undefined;
  const { code, message } = status;
  const encode =
    'toBinary' in status && typeof status.toBinary === 'function' ? status.toBinary.bind(status) : undefined;
  return { code, details: message, detailsBin: () => bytesOrNothing(encode?.()) };
}

function bytesOrNothing(bytes: unknown): Uint8Array | undefined {
  return bytes instanceof Uint8Array ? bytes : undefined;
}

/** grpc-js passes on the trailer of the call that failed, and reads nothing in it. */
function grpcJsStatus(code: number, text: string, metadata: object): ForeignStatus {
  const values: unknown =
    'get' in metadata && typeof metadata.get === 'function' ? metadata.get(detailsKey) : [];
  const bins = (Array.isArray(values) ? values : []).filter((value) => value instanceof Uint8Array);
  const status = receivedStatus(code, text, bins);
  return { ...status, detailsBin: () => status.detailsBin };
}

/**
 * The details of an error that came over gRPC are in its metadata, as they came. Otherwise Connect has them as their type and bytes, or
 * as a handler gave them: a schema and a message.
 */
function connectStatus(code: number, message: string, details: unknown, metadata: object): ForeignStatus {
  return {
    code,
    details: message,
    detailsBin() {
      const field = metadata instanceof Headers ? metadata.get(detailsKey) : null;
      if (field !== null) return Buffer.from(field, 'base64');
      const anys = (Array.isArray(details) ? details : []).flatMap((detail) => connectDetail(detail) ?? []);
      return encodeStatus({ code, message, details: anys.map(encodeAny), unknown: [] });
    },
  };
}

function connectDetail(detail: unknown): Any | undefined {
  if (!isObject(detail) || !('value' in detail)) return undefined;
  const { value } = detail;
  if ('desc' in detail) return toAny([detail.desc, value]);
  if (!('type' in detail) || typeof detail.type !== 'string' || !(value instanceof Uint8Array))
    return undefined;
  return { typeUrl: `type.googleapis.com/${detail.type}`, value };
}
