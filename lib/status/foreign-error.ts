import { detailsKey } from './details-bin';
import { encodeAny, encodeStatus } from './status-proto';

/** What another library's error says of how a call ended. */
interface ForeignStatus {
  readonly code: unknown;
  readonly details: unknown;
  readonly detailsBin: Uint8Array | undefined;
}

/**
 * Returns the status of an error of a call that was made with another client: grpc-js's `ServiceError` or Connect's
 * `ConnectError`, told by their shape, as several copies of each may be loaded. `undefined` for any other error.
 */
export function foreignStatus(error: object): ForeignStatus | undefined {
  if (!('code' in error) || typeof error.code !== 'number' || !('metadata' in error)) return undefined;
  if ('rawMessage' in error && typeof error.rawMessage === 'string' && 'details' in error)
    return connectStatus(error.code, error.rawMessage, error.details);
  if (!('details' in error) || typeof error.details !== 'string' || !('message' in error)) return undefined;
  return { code: error.code, details: error.details, detailsBin: binaryValue(error.metadata) };
}

/** Returns the bytes of the details in grpc-js's `Metadata`. */
function binaryValue(metadata: unknown): Uint8Array | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  if (!('get' in metadata) || typeof metadata.get !== 'function') return undefined;
  const values: unknown = metadata.get(detailsKey);
  const [value] = Array.isArray(values) && values.length === 1 ? values : [];
  return value instanceof Uint8Array ? value : undefined;
}

/** Connect has the details decoded as far as their type and bytes; those that a handler here made have other shapes. */
function connectStatus(code: number, message: string, details: unknown): ForeignStatus {
  const received = (Array.isArray(details) ? details : []).filter(isReceived);
  const anys = received.map(({ type, value }) =>
    encodeAny({ typeUrl: `type.googleapis.com/${type}`, value }),
  );
  const proto = { code, message, details: anys, unknown: [] };
  return { code, details: message, detailsBin: anys.length > 0 ? encodeStatus(proto) : undefined };
}

function isReceived(detail: unknown): detail is { type: string; value: Uint8Array } {
  if (typeof detail !== 'object' || detail === null || !('type' in detail) || !('value' in detail))
    return false;
  return typeof detail.type === 'string' && detail.value instanceof Uint8Array;
}
