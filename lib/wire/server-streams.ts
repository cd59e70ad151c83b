import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { isGrpc } from './content-type';
import { normalizeHeaders } from './normalize';
import { keepHeaders } from './received-headers';
import type { RawHeaders } from './repeated-keys';
import { removeLongTimeout } from './unsupported-fields';

type StreamListener = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  raw: RawHeaders,
) => boolean;

/**
 * Keeps the raw fields of each gRPC request that comes to `server`, a server of grpc-js's. A request that was reset before
 * it could be looked at is dropped: grpc-js may answer it, at which Node throws.
 *
 * With `normalizes`, the header object itself is changed to what was sent: for a runtime whose metadata cannot be made of
 * the raw fields.
 */
export function observeServer(server: object, normalizes: boolean): void {
  const emit: (...args: unknown[]) => boolean = Reflect.get(server, 'emit');

  const receive: StreamListener = (stream, headers, flags, raw) => {
    if (stream.destroyed) return true;
    if (isGrpc(headers)) {
      const received = { raw, stream };
      keepHeaders(headers, received);
      keepHeaders(stream, received);
      if (normalizes) {
        normalizeHeaders(headers, raw);
        removeLongTimeout(headers);
      }
    }
    return emit.call(server, 'stream', stream, headers, flags, raw);
  };

  Reflect.set(server, 'emit', (event: string, ...args: Parameters<StreamListener>) =>
    event === 'stream' ? receive(...args) : emit.call(server, event, ...args),
  );
}
