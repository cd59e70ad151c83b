import { toAny } from './detail';
import { detailsKey } from './details-bin';
import { type Any, encodeAny, encodeStatus } from './status-proto';
import { isObject } from './wrapped';

/** What another library's error says of how a call ended. */
interface ForeignStatus {
  readonly code: unknown;
  readonly details: unknown;
  /** Returns the bytes of the details; `undefined` if there are none. */
  detailsBin(): Uint8Array | undefined;
}

/**
 * Returns the status of an error of a call that was made with another client: grpc-js's `ServiceError` or Connect's
 * `ConnectError`, told by their shape, as several copies of each may be loaded. `undefined` for any other error.
 */
export function foreignStatus(error: object): ForeignStatus | undefined {
  if (!('code' in error) || typeof error.code !== 'number' || !('metadata' in error)) return undefined;
  if (!isObject(error.metadata)) return undefined;
  if ('rawMessage' in error && typeof error.rawMessage === 'string' && 'details' in error)
    return connectStatus(error.code, error.rawMessage, error.details, error.metadata);
  if (!('details' in error) || typeof error.details !== 'string' || !('message' in error)) return undefined;
  const { metadata } = error;
  return { code: error.code, details: error.details, detailsBin: () => binaryValue(metadata) };
}

/** Returns the bytes of the details in grpc-js's `Metadata`. */
function binaryValue(metadata: object): Uint8Array | undefined {
  if (!('get' in metadata) || typeof metadata.get !== 'function') return undefined;
  const values: unknown = metadata.get(detailsKey);
  const [value] = Array.isArray(values) && values.length === 1 ? values : [];
  return value instanceof Uint8Array ? value : undefined;
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
