import type { Context } from '../context';
import { isContext } from '../context/internal';
import { each, type GoService, internal, type Method, serveEach, serveOne } from '../grpc/internal';

/** What is needed of nice-grpc's `CallContext`: the context that a middleware of ours has put there. */
interface WithContext {
  readonly ctx?: Context;
}

/** Returns the handlers of `service` in nice-grpc's shape, for a server that knows no other, or that has middleware. */
export function niceHandlers(methods: readonly Method[], service: GoService): object {
  return Object.fromEntries(methods.map((method) => [method.name, niceHandler(method, service)]));
}

function niceHandler(method: Method, service: GoService): (request: never, context: WithContext) => unknown {
  const { requestStream, responseStream } = method;
  if (!requestStream && !responseStream) {
    return async (request, context) => service.unary(method, contextOf(method, context), request);
  }
  const serve = responseStream ? serveEach<unknown, unknown> : serveOne<unknown, unknown>;
  return (request: AsyncIterable<unknown>, context: WithContext) =>
    serve(contextOf(method, context), requestStream ? request : each(request), (stream) =>
      service.stream(method, stream),
    );
}

function contextOf({ path }: Method, { ctx }: WithContext): Context {
  if (isContext(ctx)) return ctx;
  throw internal(
    `stub: ${path}: the server must be one of mdctx/nice-grpc, or have the middleware serverMiddleware()`,
  );
}
