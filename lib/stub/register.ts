import type { CompatServiceDefinition } from 'nice-grpc';
import type { ContextExt, Server } from '../nice-grpc';
import { each, madeOf, methodsOf, serveEach, serveOne } from '../nice-grpc/internal';
import { asImplementation } from './convert';
import type { ServiceHandlers } from './service';

/**
 * Adds the service `definition` to `server`, with handlers in the shape that Go generates: see `ServiceHandlers`. Each runs
 * in the context of its call, which `(ctx, req)` is given and a stream has as `context`.
 *
 * What a handler throws ends its call as it does for a handler of `server.add`. A stream is of use until its handler has
 * returned: then `send` is refused as the context has ended, and so are `setHeader` and the like.
 *
 * Ports the `Register…Server` that `protoc-gen-go-grpc` generates.
 *
 * @throws TypeError if a handler is missing.
 */
export function register<Service extends CompatServiceDefinition>(
  server: Pick<Server<ContextExt>, 'add'>,
  definition: Service,
  handlers: ServiceHandlers<Service>,
): void {
  const methods = {};
  for (const [name, { requestStream, responseStream }] of methodsOf(definition)) {
    const handler: unknown = Reflect.get(handlers, name);
    if (typeof handler !== 'function') {
      throw new TypeError(`stub: register: handler ${name} must be a function: got ${typeof handler}`);
    }
    const handle = (...args: unknown[]) => Reflect.apply(handler, handlers, args);
    const shape = requestStream
      ? responseStream
        ? bidi
        : clientStreaming
      : responseStream
        ? serverStreaming
        : unary;
    Reflect.set(methods, name, shape(handle));
  }
  madeOf(methods, handlers);
  server.add(definition, asImplementation<Service, ContextExt>(methods));
}

type Handle = (...args: unknown[]) => Promise<unknown>;
type Requests = AsyncIterable<unknown>;

function unary(handle: Handle) {
  return async (request: unknown, { ctx }: ContextExt) => handle(ctx, request);
}

function serverStreaming(handle: Handle) {
  return (request: unknown, { ctx }: ContextExt) =>
    serveEach(ctx, each(request), async (stream) => {
      await handle(request, stream);
    });
}

function clientStreaming(handle: Handle) {
  return (requests: Requests, { ctx }: ContextExt) =>
    serveOne(ctx, requests, async (stream) => stream.send(await handle(stream)));
}

function bidi(handle: Handle) {
  return (requests: Requests, { ctx }: ContextExt) =>
    serveEach(ctx, requests, async (stream) => {
      await handle(stream);
    });
}
