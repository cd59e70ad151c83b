import type { Writable } from 'node:stream';
import { ConnectError } from '@connectrpc/connect';
import { background, run } from '../../context';
import { type RawFields, valuesOf } from '../fields';
import type { Protocol } from '../protocol';
import type { ClientCall } from './client-call';
import type { EnvelopeReader } from './envelope-reader';

/** Reports whether the trailer is in the last envelope of the body. */
export function hasEnvelopes(protocol: Protocol): boolean {
  return protocol === 'grpc-web' || protocol === 'connect';
}

/** Reports whether the header of a response is a trailer alone. */
export function isTrailerAlone(raw: RawFields, protocol: Protocol): boolean {
  return (protocol === 'grpc' || protocol === 'grpc-web') && valuesOf(raw, 'grpc-status').length > 0;
}

/** Returns the name of the compression of envelopes; `undefined` if there is none. */
export function encodingIn(raw: RawFields): string | undefined {
  return [...valuesOf(raw, 'grpc-encoding'), ...valuesOf(raw, 'connect-content-encoding')][0];
}

/**
 * Has `reader`, if there is one, look at what is read of `body`. It is read outside of any context: with the end the connection
 * becomes idle, and makes a timer for that, which is to keep nothing of the call.
 */
export function readOutside(body: AsyncIterable<Uint8Array>, reader: EnvelopeReader | undefined): void {
  const iterator = body[Symbol.asyncIterator].bind(body);
  redefine(body, Symbol.asyncIterator, () => {
    const chunks = iterator();
    const inner = reader?.around(chunks) ?? chunks;
    const next = () => inner.next();
    return {
      next: () => run(background(), next),
      return: () => run(background(), async () => inner.return?.()),
    };
  });
}

const ofConnection = new Set<unknown>([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // of a unix socket
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
]);

/** Marks the connection of `call` as lost if `error`, or its cause, is one of Node's about a connection. */
export function loseIfDisconnected(call: ClientCall, error: unknown): void {
  if (isOfConnection(error) || (error instanceof ConnectError && isOfConnection(error.cause))) call.lost();
}

function isOfConnection(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && ofConnection.has(error.code);
}

type Written = (error?: Error | null) => void;

/** Has Connect go on in the context of `call` after each message that it wrote: it then makes the next. */
export function goOnInCall(request: Writable, call: ClientCall): void {
  const write = request.write.bind(request);
  redefine(request, 'write', (chunk: unknown, encoding: BufferEncoding, written: Written) =>
    write(chunk, encoding, (error) => call.run(() => written(error))),
  );
}

/** Puts `value` in place of a method of `object`, which stays as it was for others of its class. */
export function redefine(object: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
}
