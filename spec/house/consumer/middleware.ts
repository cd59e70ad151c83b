// A user's file: the pure middlewares, on servers and clients that nice-grpc itself makes.
import type { Context } from 'mdctx';
import { clientMiddleware, serverMiddleware } from 'mdctx/nice-grpc/middleware';
import { type CallContext, createClientFactory, createServer } from 'nice-grpc';

export const server = createServer().use(serverMiddleware());

server.use(async function* (call, context: CallContext & { readonly ctx: Context }) {
  context.ctx.signal.throwIfAborted();
  return yield* call.next(call.request, context);
});

export const factory = createClientFactory().use(clientMiddleware());
