import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { internal } from '../../grpc/internal';
import type { MD } from '../../metadata';
import { appendOwned, isBinary, nameOf, quote } from '../../metadata/internal';
import type { RawRequest } from '../../wire/internal';
import { decodeTimeout, eachField, isHarmful, malformedBinary, valuesOf } from '../../wire/internal';
import { fromMetadata, removeHidden } from '../convert';

/** The fields that grpc-go shows to a handler and grpc-js does not keep. */
const kept = new Set(['accept-encoding', 'content-type', 'grpc-accept-encoding']);

/**
 * Checks the fields of a request, as far as `arrival` tells them.
 *
 * @throws ServerError with `INTERNAL` if the request is one that grpc-go refuses for its fields.
 */
export function checkRequest(arrival: RawRequest | undefined): void {
  if (!arrival?.hasBinary) return;
  eachField(arrival.raw, (name, value) => {
    const fault = isBinary(name) ? malformedBinary(value) : undefined;
    if (fault !== undefined) throw internal(`malformed binary metadata in header ${quote(name)}: ${fault}`);
  });
}

/**
 * Returns the metadata of a request as grpc-go shows it to a handler: `metadata`, with `:authority` in place of
 * `host`, and with the fields that grpc-js took out or could not hold, as far as `arrival` tells them. It is for a call in
 * which another interceptor may have changed `metadata`.
 */
export function incomingOf(
  metadata: Metadata,
  call: ServerInterceptingCallInterface,
  arrival: RawRequest | undefined,
): MD {
  const md = fromMetadata(metadata);
  removeHidden(md);
  const host = call.getHost();
  if (host) md.set(':authority', host);
  if (arrival !== undefined) addFromWire(md, arrival);
  md.delete('host');
  return md;
}

function addFromWire(md: MD, { raw }: RawRequest): void {
  const again = new Set<string>(); // names of which grpc-js has not all values
  eachField(raw, (key, value) => {
    const name = nameOf(key);
    if (kept.has(key) || (!name.isReserved && isHarmful(name, value))) again.add(key);
  });
  for (const key of again) md.delete(key);
  eachField(raw, (key, value) => {
    if (again.has(key)) appendOwned(md, key, valuesOf(nameOf(key), value));
  });
}

/**
 * Returns when the call ends, in milliseconds since the epoch, or `Infinity` if the client set no timeout.
 *
 * @throws ServerError with `INTERNAL` if the timeout is malformed; with `DEADLINE_EXCEEDED` if it is zero.
 */
export function deadlineOf(call: ServerInterceptingCallInterface, arrival: RawRequest | undefined): number {
  const timeout = arrival === undefined ? undefined : timeoutOf(arrival);
  if (timeout === undefined) return Number(call.getDeadline());
  if (timeout === 0) throw new ServerError(Status.DEADLINE_EXCEEDED, 'context deadline exceeded');
  return Date.now() + timeout;
}

function timeoutOf({ raw }: RawRequest): number | undefined {
  let timeout: number | undefined;
  eachField(raw, (name, value) => {
    if (name !== 'grpc-timeout') return;
    try {
      timeout = decodeTimeout(value);
    } catch (fault) {
      throw internal(`malformed grpc-timeout: ${fault instanceof Error ? fault.message : fault}`);
    }
  });
  return timeout;
}
