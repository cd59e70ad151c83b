import type { ServerHttp2Stream } from 'node:http2';
import { type Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { DeadlineExceeded } from '../../context';
import { internal } from '../../grpc/internal';
import type { MD } from '../../metadata';
import { appendOwned, type Incoming, nameOf, quote } from '../../metadata/internal';
import {
  decodeTimeout,
  eachField,
  IncomingFields,
  isUnsupported,
  malformedBinary,
  type ReceivedHeaders,
  receivedHeaders,
  valuesOf,
} from '../../wire/internal';
import { fromMetadata, removeHidden, streamOf } from '../convert';
import { ReceivedMetadata } from '../received-metadata';

type Call = ServerInterceptingCallInterface;

/** The fields that grpc-go shows to a handler and grpc-js does not keep. */
const kept = new Set(['accept-encoding', 'content-type', 'grpc-accept-encoding']);

/** What is known of a request before its handler is called. */
export type ReceivedRequest = ReceivedHeaders<ServerHttp2Stream>;

/** Returns the fields that `metadata`, which `call` has received, was made of, if they are known. */
export function receivedRequest(call: object, metadata: Metadata): ReceivedRequest | undefined {
  const received = ReceivedMetadata.headersOf(metadata) ?? receivedOn(streamOf(call));
  return received !== undefined && 'respond' in received.stream
    ? { raw: received.raw, stream: received.stream }
    : undefined;
}

function receivedOn(stream: object | undefined): ReceivedHeaders | undefined {
  return stream && receivedHeaders(stream);
}

/**
 * Returns when the call ends, in milliseconds since the epoch, or `Infinity` if the client set no timeout.
 *
 * @throws ServerError with `INTERNAL` if the request is one that grpc-go refuses for its fields; with `DEADLINE_EXCEEDED` if
 *   the timeout is zero.
 */
export function deadlineOf(call: Pick<Call, 'getDeadline'>, request: ReceivedRequest | undefined): number {
  const timeouts = request === undefined ? [] : timeoutsOf(request);
  const timeout = timeouts.at(-1); // grpc-go has the last one
  if (timeout === 0) throw new ServerError(Status.DEADLINE_EXCEEDED, DeadlineExceeded.message);
  const measured = Number(call.getDeadline()); // by grpc-js, whose timer for the first one is set already
  const isMeasured = timeouts.length === 1 && measured !== Number.POSITIVE_INFINITY;
  return timeout === undefined || isMeasured ? measured : Date.now() + timeout;
}

/** Looks at each field of a request once. */
function timeoutsOf({ raw }: ReceivedRequest): number[] {
  const timeouts: number[] = [];
  for (let i = 1; i < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i - 1], raw[i]];
    if (name === 'grpc-timeout') timeouts.push(parsedTimeout(value));
    else if (nameOf(name).isBinary) checkBinary(name, value);
  }
  return timeouts;
}

function parsedTimeout(text: string): number {
  try {
    return decodeTimeout(text);
  } catch (fault) {
    throw internal(`malformed grpc-timeout: ${fault instanceof Error ? fault.message : fault}`);
  }
}

function checkBinary(name: string, value: string): void {
  const fault = malformedBinary(value);
  if (fault !== undefined) throw internal(`malformed binary metadata in header ${quote(name)}: ${fault}`);
}

/**
 * Returns the metadata of a request: what came over the wire, which cannot have changed since; but if another interceptor
 * stood before, it may have changed `metadata`, and that counts.
 */
export function incomingMetadata(
  metadata: Metadata,
  call: Call,
  request: ReceivedRequest | undefined,
): Incoming {
  if (request === undefined || call instanceof ServerInterceptingCall)
    return incomingOf(metadata, call, request);
  return new IncomingFields(request.raw);
}

/**
 * Returns the metadata of a request as grpc-go shows it to a handler: `metadata`, with `:authority` in place of
 * `host`, and with the fields that grpc-js took out or could not hold, as far as `request` tells them. It is for a call in
 * which another interceptor may have changed `metadata`.
 */
export function incomingOf(metadata: Metadata, call: Call, request: ReceivedRequest | undefined): MD {
  const md = fromMetadata(metadata);
  removeHidden(md);
  const host = call.getHost();
  if (host) md.set(':authority', host);
  if (request !== undefined) addFromWire(md, request);
  md.delete('host');
  return md;
}

function addFromWire(md: MD, { raw }: ReceivedRequest): void {
  const again = new Set<string>(); // names of which grpc-js has not all values
  eachField(raw, (key, value) => {
    const name = nameOf(key);
    if (kept.has(key) || (!name.isReserved && isUnsupported(name, value))) again.add(key);
  });
  for (const key of again) md.delete(key);
  eachField(raw, (key, value) => {
    if (again.has(key)) appendOwned(md, key, valuesOf(nameOf(key), value));
  });
}
