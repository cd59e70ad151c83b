import http2, { type ClientHttp2Stream, type ServerHttp2Stream } from 'node:http2';
import type { RawHeaders } from './repeated-keys';

/** The header fields of a gRPC request or response as they came over the wire. */
export interface ReceivedHeaders<Stream = ServerHttp2Stream | ClientHttp2Stream> {
  readonly raw: RawHeaders;
  /** The stream that they came on. */
  readonly stream: Stream;
}

// Node gives the raw list to the listeners of its events alone, and grpc-js's do not ask for it. Nothing else than the header
// object, or the stream where the runtime drops that, leads from grpc-js back to the list. Copies of the library share it,
// as they share the patch of node:http2.
const place = Symbol.for('mdctx.http2.received.1');

function kept(): WeakMap<object, ReceivedHeaders> {
  const found: WeakMap<object, ReceivedHeaders> | undefined = Reflect.get(http2, place);
  if (found !== undefined) return found;
  const made = new WeakMap<object, ReceivedHeaders>();
  Reflect.set(http2, place, made);
  return made;
}

/** Keeps `received` for as long as `owner` lives: a header object of Node's, or a stream. */
export function keepHeaders(owner: object, received: ReceivedHeaders): void {
  kept().set(owner, received);
}

/** Returns what was kept for `owner`, if anything was. */
export function receivedHeaders(owner: object): ReceivedHeaders | undefined {
  return kept().get(owner);
}
