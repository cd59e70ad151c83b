import type { CallContext, ServerMiddlewareCall } from 'nice-grpc-common';
import type { Context } from '../../context';
import { chainStreamServer, chainUnaryServer, type ServerInterceptors, type ServerStream } from '../../grpc';
import { eachRequest, internal, onlyRequest } from '../../grpc/internal';
import { asMessage } from '../convert';
import type { ContextExt } from '../middleware';
import { only } from '../only';
import { each, serveEach, serveOne } from './serve';

type Handled<Response> = AsyncGenerator<Response, Response | void, undefined>;
type Middleware = <Request, Response>(
  call: ServerMiddlewareCall<Request, Response, ContextExt>,
  context: CallContext & ContextExt,
) => Handled<Response>;

/**
 * Returns a middleware that has calls go through interceptors, to what is inside of it: other middleware, and the handler.
 * Calls of a kind without an interceptor pass it by. `serviceOf` tells the implementation of the service of a method.
 */
export function interceptHandlers(
  interceptors: ServerInterceptors,
  serviceOf: (path: string) => unknown,
): Middleware {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const unary = chainUnaryServer(...unaryInterceptors);
  const stream = chainStreamServer(...streamInterceptors);

  async function* handleUnary<Request, Response>(
    call: ServerMiddlewareCall<Request, Response, ContextExt>,
    context: CallContext & ContextExt,
  ): Handled<Response> {
    const { path } = call.method;
    const info = { server: serviceOf(path), fullMethod: path };
    const response = await unary(context.ctx, call.request, info, async (ctx, req) =>
      only(call.next(asMessage(req), within(context, ctx))),
    );
    if (response !== undefined && response !== null) return asMessage(response);
    throw internal('cardinality violation: received no response message from non-server-streaming RPC');
  }

  async function* handleStream<Request, Response>(
    call: ServerMiddlewareCall<Request, Response, ContextExt>,
    context: CallContext & ContextExt,
  ): Handled<Response> {
    const { path, requestStream, responseStream } = call.method;
    const info = { fullMethod: path, isClientStream: requestStream, isServerStream: responseStream };
    const next = async (_: unknown, stream: ServerStream) => {
      const request = requestStream ? eachRequest(stream) : await onlyRequest(stream);
      const handled = call.next(asMessage(request), within(context, stream.context));
      if (responseStream) for await (const message of handled) await stream.send(message);
      else await stream.send(await only(handled));
    };
    const handle = (own: ServerStream) => stream(serviceOf(path), own, info, next);
    const requests = call.requestStream ? call.request : each(call.request);
    if (!responseStream) return asMessage(await serveOne(context.ctx, requests, handle));
    yield* serveEach<unknown, Response>(context.ctx, requests, handle);
  }

  return (call, context) => {
    const isUnary = !call.method.requestStream && !call.method.responseStream;
    const chosen = isUnary ? unaryInterceptors : streamInterceptors;
    if (chosen.length === 0) return call.next(call.request, context);
    return isUnary ? handleUnary(call, context) : handleStream(call, context);
  };
}

/** Returns `context` as a handler gets it whose context is `ctx`. */
function within(context: CallContext & ContextExt, ctx: Context): CallContext & ContextExt {
  return ctx === context.ctx ? context : { ...context, ctx, signal: ctx.signal };
}
