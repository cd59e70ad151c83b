import type { Context } from '../../context';
import { chainStreamServer, chainUnaryServer } from '../chain';
import type { Method } from '../definition/method';
import type { ServerInterceptors } from '../interceptor';
import type { ServerStream } from '../stream';
import { mustBeResponse } from './single-message';

/** Handles a unary call. `call` is what the adapter knows of it; it goes by the interceptors. */
export type UnaryHandling<Call> = (ctx: Context, request: unknown, call: Call) => unknown;

/** Handles a streaming call. */
export type StreamHandling<Call> = (stream: ServerStream, call: Call) => unknown;

type Described = Pick<Method, 'path' | 'requestStream' | 'responseStream'>;

/**
 * Returns `handle` with the interceptors for unary calls before it. They are told `server`, the implementation of the service.
 * Without one it is `handle` itself.
 */
export function interceptUnary<Call>(
  { unaryInterceptors = [] }: ServerInterceptors,
  server: unknown,
  { path: fullMethod }: Described,
  handle: UnaryHandling<Call>,
): UnaryHandling<Call> {
  if (unaryInterceptors.length === 0) return handle;
  const chain = chainUnaryServer(...unaryInterceptors);
  const info = { server, fullMethod };
  return async (ctx, request, call) =>
    mustBeResponse(await chain(ctx, request, info, async (ctx, request) => handle(ctx, request, call)));
}

/** Returns `handle` with the interceptors for streaming calls before it. See `interceptUnary`. */
export function interceptStream<Call>(
  { streamInterceptors = [] }: ServerInterceptors,
  server: unknown,
  { path: fullMethod, requestStream, responseStream }: Described,
  handle: StreamHandling<Call>,
): StreamHandling<Call> {
  if (streamInterceptors.length === 0) return handle;
  const chain = chainStreamServer(...streamInterceptors);
  const info = { fullMethod, isClientStream: requestStream, isServerStream: responseStream };
  return (given, call) =>
    chain(server, given, info, async (_, stream) => {
      await handle(stream, call);
    });
}
