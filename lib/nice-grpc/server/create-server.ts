import { createServer as createNiceServer, type Server } from 'nice-grpc';
import type { CallContext, ServerMiddlewareCall } from 'nice-grpc-common';
import { current } from '../../context';
import type { ServerInterceptors } from '../../grpc';
import { type Abortable, attachCalls, runningCallsOf } from '../../grpc/internal';
import { serverInterceptor } from '../../grpc-js';
import type { ContextExt } from '../middleware';
import { HandledGenerator } from './handled-generator';
import { interceptHandlers } from './intercept-handlers';
import { Services } from './services';

type NiceOptions = NonNullable<Parameters<typeof createNiceServer>[0]>;

/**
 * Returns a server like nice-grpc's `createServer`, whose handlers run in the context of their call: it carries the
 * incoming metadata, the deadline, the peer and the method, reaches the header and trailer of the response, and ends at
 * the deadline, when the client cancels, or when the handler has returned. The handler's `CallContext` has it as `ctx`.
 *
 * An error of a context, or of a call that the handler made, that a handler throws becomes the status that it stands
 * for; for other errors it is as in nice-grpc. Interceptors of grpc-js in `options.interceptors` run in the context too.
 *
 * `options.unaryInterceptors` and `options.streamInterceptors` stand before the handlers, after those of grpc-js and before
 * all middleware: they see what middleware and handler throw, and the context that they pass on is `ctx` and `signal` of
 * their `CallContext`, whose `metadata` stays that of the request. They are told the implementation that was added.
 */
export function createServer(options: NiceOptions & ServerInterceptors = {}): Server<ContextExt> {
  const { unaryInterceptors, streamInterceptors, ...niceOptions } = options;
  const own = serverInterceptor();
  const interceptors = [own, ...(options.interceptors ?? [])];
  const calls = runningCallsOf(own);
  const server = createNiceServer({ ...niceOptions, interceptors }).use(handleInContext);
  if (unaryInterceptors === undefined && streamInterceptors === undefined) return withCalls(server, calls);
  const services = new Services();
  return withCalls(
    services.noting(server.use(interceptHandlers({ unaryInterceptors, streamInterceptors }, services.of))),
    calls,
  );
}

/** Returns a server like `server` that `mdctx/lifecycle` finds `calls` in, and in those that `use` makes of it. */
function withCalls<Ext>(server: Server<Ext>, calls: Abortable | undefined): Server<Ext> {
  return attachCalls({ ...server, use: (middleware) => withCalls(server.use(middleware), calls) }, calls);
}

function handleInContext<Request, Response>(
  call: ServerMiddlewareCall<Request, Response, ContextExt>,
  context: CallContext,
): AsyncGenerator<Response, Response | void, undefined> {
  return new HandledGenerator<Response>(
    context,
    call.next(call.request, Object.assign({}, context, { ctx: current() })),
  );
}
