import { type Context, current, withValue } from '../../context';
import { contextOf, isContext, reservedKey, wrongType } from '../../context/internal';
import type { Init, MD } from '../../metadata';

import { mdOf } from '../../metadata/internal';
import { internal } from '../status';

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
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function serverTransportStreamFromContext(ctx?: Context): ServerTransportStream | undefined {
  return contextOf('grpc: serverTransportStreamFromContext', ctx).value(streamKey);
}

/**
 * Returns a context derived from `ctx` with `stream`, in place of the one it had. It is for adapters, for tests, and
 * for interceptors that watch what a handler sets.
 *
 * Ports grpc-go's `grpc.NewContextWithServerTransportStream`.
 *
 * @throws TypeError if `ctx` is not a context, or `stream` not a stream.
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
  const where = 'grpc: newContextWithServerTransportStream';
  const there = contextOf(where, ctx);
  if (!isTransportStream(stream)) throw wrongType(`${where}: stream`, 'a ServerTransportStream', stream);
  return withValue(there, streamKey, stream);
}

function isTransportStream(x: ServerTransportStream | undefined): boolean {
  return [x?.method, x?.setHeader, x?.sendHeader, x?.setTrailer].every((f) => typeof f === 'function');
}

/**
 * Sets metadata to be sent as the header of the response. It may be called several times: what each call gives is
 * added to what was set before. The header is sent by `sendHeader`, with the first message, or with the status if
 * the call ends without a message; with an error only if something was set, as it must otherwise come alone.
 *
 * `md` is copied. An empty `md` does nothing.
 *
 * Ports grpc-go's `grpc.SetHeader`.
 *
 * @throws TypeError if `ctx` is not a context or `md` holds something that is not metadata.
 * @throws ServerError with `INTERNAL` if the header was sent or the handler has returned, if `ctx` belongs to no
 *   call, or if `md` cannot be sent (the text names the key).
 */
export function setHeader(ctx: Context | undefined, md: Init): void;
export function setHeader(md: Init): void;
export function setHeader(...args: [Context | undefined, Init] | [Init]): void {
  const [ctx, md] = split('setHeader', args);
  if (md.size > 0) streamOf(ctx).setHeader(md);
}

/**
 * Sends the header of the response now, without waiting for the first message: what was set before, and `md` after
 * it. It may be called once. An empty `md` sends what was set, be it nothing.
 *
 * Ports grpc-go's `grpc.SendHeader`.
 *
 * @throws TypeError if `ctx` is not a context or `md` holds something that is not metadata.
 * @throws ServerError with `INTERNAL` if the header was sent, if `ctx` belongs to no call, or if `md` cannot be sent
 *   (the text names the key); with `CANCELLED` or `DEADLINE_EXCEEDED` if the call has ended.
 */
export function sendHeader(ctx: Context | undefined, md?: Init): void;
export function sendHeader(md?: Init): void;
export function sendHeader(...args: [(Context | Init)?, Init?]): void {
  const [ctx, md] = split('sendHeader', args);
  streamOf(ctx).sendHeader(md);
}

/**
 * Sets metadata to be sent as the trailer of the response, when the handler has returned or thrown. It may be called
 * several times: what each call gives is added to what was set before.
 *
 * `md` is copied. An empty `md` does nothing.
 *
 * Ports grpc-go's `grpc.SetTrailer`.
 *
 * @throws TypeError if `ctx` is not a context or `md` holds something that is not metadata.
 * @throws ServerError with `INTERNAL` if the handler has returned, if `ctx` belongs to no call, or if `md` cannot be
 *   sent (the text names the key).
 */
export function setTrailer(ctx: Context | undefined, md: Init): void;
export function setTrailer(md: Init): void;
export function setTrailer(...args: [Context | undefined, Init] | [Init]): void {
  const [ctx, md] = split('setTrailer', args);
  if (md.size > 0) streamOf(ctx).setTrailer(md);
}

/**
 * Returns the full name of the method that the call of `ctx` came in for, `/package.Service/Method`, or `undefined` if
 * `ctx` belongs to none. It stays that of the incoming call in the calls that a handler makes.
 *
 * Ports grpc-go's `grpc.Method`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function method(ctx?: Context): string | undefined {
  return contextOf('grpc: method', ctx).value(streamKey)?.method();
}

type Args = ReadonlyArray<Context | Init | undefined>;

/** Returns the context among `args`, which may be left out, and a copy of the metadata. */
function split(name: string, args: Args): [Context, MD] {
  const where = `grpc: ${name}`;
  const [first, second] = args;
  const isGiven = isContext(first);
  if (!isGiven && args.length >= 2 && first !== undefined)
    throw new TypeError(`${where}: ctx must be a Context: got ${first === null ? 'null' : typeof first}`);
  const md = !isGiven && args.length < 2 ? first : second;
  if (isContext(md)) throw new TypeError(`${where}: md must be metadata: got a Context`);
  return [isGiven ? first : current(), mdOf(where, md)];
}

function streamOf(ctx: Context): ServerTransportStream {
  const stream = ctx.value(streamKey);
  if (stream !== undefined) return stream;
  throw internal(`grpc: failed to fetch the stream from the context ${ctx}`);
}
