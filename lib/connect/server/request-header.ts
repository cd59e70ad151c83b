import type { UniversalServerRequest } from '@connectrpc/connect/protocol';
import { ServerError, Status } from 'nice-grpc-common';
import { DeadlineExceeded } from '../../context';
import { type CallHeader, internal } from '../../grpc/internal';
import { lower, quote } from '../../metadata/internal';
import { decodeTimeout, IncomingFields, longestTimeout } from '../../wire/internal';
import { fieldsIn, fieldsOfCall, malformedIn, type RawFields } from '../fields';
import type { Protocol } from '../protocol';
import type { NodeRequest } from './node-request';

/** What is known of a call before it is handled, but for the client. */
export interface RequestHeader extends Omit<CallHeader, 'peer'> {
  /** Why the call is refused; `undefined` if it is not. */
  readonly refusal: ServerError | undefined;
}

/** Reads the fields of a request. A timeout that is too long for Node's timers is made shorter in `request.header`. */
export function readHeader(
  request: UniversalServerRequest,
  node: NodeRequest | undefined,
  protocol: Protocol,
): RequestHeader {
  const raw = node === undefined ? withoutConnection(request) : node.rawHeaders;
  const isHttp1 = node !== undefined && request.httpVersion.startsWith('1.');
  const fields = protocol === 'grpc' && !isHttp1 ? raw : fieldsOfCall(raw);
  const metadata = new IncomingFields(fields);
  const malformed = malformedIn(fields);
  let fault = malformed && `malformed binary metadata in header ${quote(malformed.name)}: ${malformed.fault}`;
  let deadline = Number.POSITIVE_INFINITY;
  try {
    const timeout = timeoutOf(raw, request.header, protocol);
    if (timeout === 0) return { metadata, deadline, refusal: exceeded() };
    if (timeout !== undefined) deadline = Date.now() + timeout;
  } catch (error) {
    fault = `malformed grpc-timeout: ${error instanceof Error ? error.message : error}`;
  }
  return { metadata, deadline, refusal: fault === undefined ? undefined : internal(fault) };
}

function exceeded(): ServerError {
  return new ServerError(Status.DEADLINE_EXCEEDED, DeadlineExceeded.message);
}

/** Returns the fields of a request that came over no connection. */
function withoutConnection({ header, url }: UniversalServerRequest): string[] {
  return [':authority', new URL(url).host, ...fieldsIn(header)];
}

/**
 * Returns the milliseconds that the client gives the call; `undefined` if it sets no limit, or one that Connect refuses.
 *
 * @throws RangeError if a timeout of gRPC's is malformed.
 */
function timeoutOf(raw: RawFields, header: Headers, protocol: Protocol): number | undefined {
  const isConnect = protocol === 'connect' || protocol === 'connect-unary';
  const name = isConnect ? 'connect-timeout-ms' : 'grpc-timeout';
  const text = lastOf(raw, name);
  if (text === undefined) return undefined;
  if (isConnect) {
    if (!/^\d{1,10}$/.test(text)) return undefined;
    if (Number(text) > longestTimeout) header.set(name, `${longestTimeout}`);
    return Number(text);
  }
  const timeout = decodedIn(header, name, text);
  const known = timeout > longestTimeout ? `${Math.floor(longestTimeout / 1000)}S` : text;
  if (header.get(name) !== known) header.set(name, known);
  return timeout;
}

function decodedIn(header: Headers, name: string, text: string): number {
  try {
    return decodeTimeout(text);
  } catch (error) {
    header.delete(name); // Connect would refuse it in its own way
    throw error;
  }
}

/** Returns the last value of `name`, in any case. It is not read from the headers that Node made, which others may have changed. */
function lastOf(raw: RawFields, name: string): string | undefined {
  for (let i = raw.length - 2; i >= 0; i -= 2) {
    const key = raw[i] ?? '';
    if (key.length === name.length && lower(key) === name) return raw[i + 1];
  }
  return undefined;
}
