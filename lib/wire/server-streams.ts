import http2, { type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { isGrpc } from './content-type';
import { normalizeHeaders } from './normalize';
import type { RawHeaders } from './repeated-keys';
import { removeLongTimeout } from './unsupported-fields';

/** A gRPC request as it came over the wire. */
export interface RawRequest {
  readonly raw: RawHeaders;
  /** Whether there are `-bin` fields among them. */
  readonly hasBinary: boolean;
  readonly stream: ServerHttp2Stream;
}

// Copies of the library share it, as they share the patch.
const key = Symbol.for('mdctx.http2.request.1');

/** Returns the request whose listeners are being called, or `undefined` if the code runs for none. */
export function currentRequest(): RawRequest | undefined {
  return Reflect.get(http2, key);
}

/** Has the fields of requests repaired. While their listeners are called, `currentRequest()` returns what came. */
export function observeServer(server: object): void {
  const emit: (...args: unknown[]) => boolean = Reflect.get(server, 'emit');

  function receive(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    flags: number,
    raw: RawHeaders,
  ): boolean {
    if (!isGrpc(headers)) return emit.call(server, 'stream', stream, headers, flags, raw);
    const hasBinary = normalizeHeaders(headers, raw);
    removeLongTimeout(headers);
    Reflect.set(http2, key, { raw, hasBinary, stream });
    try {
      return emit.call(server, 'stream', stream, headers, flags, raw);
    } finally {
      Reflect.set(http2, key, undefined);
    }
  }

  Reflect.set(server, 'emit', (event: string, ...args: Parameters<typeof receive>) =>
    event === 'stream' ? receive(...args) : emit.call(server, event, ...args),
  );
}
