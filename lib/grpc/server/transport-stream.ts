import { type Context, current, withValue } from '../../context';
import { reservedKey } from '../../context/internal';
import type { MD } from '../../metadata';

/**
 * The server's side of a call, as far as the functions of this folder need it: what `setHeader`, `sendHeader`,
 * `setTrailer` and `method` reach through the context. A test may put its own in place of an adapter's.
 *
 * Ports grpc-go's `grpc.ServerTransportStream`.
 */
export interface ServerTransportStream {
  /** Returns the full name of the method: `/package.Service/Method`. */
  method(): string;
  /** See `setHeader`. */
  setHeader(md: MD): void;
  /** See `sendHeader`. */
  sendHeader(md: MD): void;
  /** See `setTrailer`. */
  setTrailer(md: MD): void;
}

/** The key of the stream. */
export const streamKey = reservedKey<ServerTransportStream>('grpc.streamKey');

/**
 * Returns the stream of the call that `ctx` belongs to, or `undefined` if it belongs to none.
 *
 * Ports grpc-go's `grpc.ServerTransportStreamFromContext`.
 */
export function serverTransportStreamFromContext(
  ctx: Context = current(),
): ServerTransportStream | undefined {
  return ctx.value(streamKey);
}

/**
 * Returns a context derived from `ctx` with `stream`, in place of the one it had. It is for adapters, for tests, and
 * for interceptors that watch what a handler sets.
 *
 * Ports grpc-go's `grpc.NewContextWithServerTransportStream`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function newContextWithServerTransportStream(
  ctx: Context | undefined,
  stream: ServerTransportStream,
): Context;
export function newContextWithServerTransportStream(stream: ServerTransportStream): Context;
export function newContextWithServerTransportStream(
  ...args: [Context | undefined, ServerTransportStream] | [ServerTransportStream]
): Context {
  const [ctx, stream] = args.length === 2 ? args : [undefined, ...args];
  return withValue(ctx, streamKey, stream);
}
