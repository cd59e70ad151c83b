import { createServer as createNiceServer, type Server } from 'nice-grpc';
import type { ServerMiddleware } from 'nice-grpc-common';
import { current } from '../context';
import { statusOf } from '../grpc';
import { serverInterceptor } from '../grpc-js';
import type { ContextExt } from './middleware';

/**
 * Returns a server like nice-grpc's `createServer`, whose handlers run in the context of their call: it carries the
 * incoming metadata, the deadline, the peer and the method, reaches the header and trailer of the response, and ends at
 * the deadline, when the client cancels, or when the handler has returned. The handler's `CallContext` has it as `ctx`.
 *
 * An error of a context, or of a call that the handler made, that a handler throws becomes the status that it stands
 * for; for other errors it is as in nice-grpc. Interceptors of grpc-js in `options.interceptors` run in the context too.
 */
export function createServer(options: Parameters<typeof createNiceServer>[0] = {}): Server<ContextExt> {
  const interceptors = [serverInterceptor(), ...(options.interceptors ?? [])];
  return createNiceServer({ ...options, interceptors }).use(handleInContext);
}

const handleInContext: ServerMiddleware<ContextExt> = async function* (call, context) {
  try {
    return yield* call.next(call.request, { ...context, ctx: current() });
  } catch (error) {
    throw statusOf(error) ?? error;
  }
};
