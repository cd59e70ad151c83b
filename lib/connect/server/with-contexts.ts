import { type ConnectRouter, type ContextValues, createContextValues } from '@connectrpc/connect';
import type {
  Compression,
  UniversalHandler,
  UniversalHandlerOptions,
  UniversalServerRequest,
} from '@connectrpc/connect/protocol';
import { wrongType } from '../../context/internal';
import type { ServerInterceptors } from '../../grpc';
import { mustNotMisspell, validateInterceptors } from '../../grpc/internal';
import { encodingsOf } from '../last-envelope';
import { loadHeaders } from '../load-headers';
import { keepRequest } from './node-request';
import { contextRouter } from './router';
import { ServerCall } from './server-call';

/** What the options of Connect's adapters for servers have in common, each with its own `Request`. */
export interface AdapterOptions<Request> extends Partial<UniversalHandlerOptions> {
  routes?: ((router: ConnectRouter) => void) | undefined;
  contextValues?: ((req: Request) => ContextValues) | undefined;
}

/** What `withContexts` puts into the options of an adapter. */
export interface ContextualOptions<Request> {
  routes: (router: ConnectRouter) => void;
  contextValues: (req: Request) => ContextValues;
}

/**
 * Returns options for one of Connect's adapters (`connectNodeAdapter`, `expressConnectMiddleware`, `fastifyConnectPlugin`,
 * `nextJsApiRouter`), of which each handler runs in a context of its call's own, with all that the call starts. The context
 * carries the incoming metadata, the deadline, the peer and the method, reaches the header and trailer of the response, and ends
 * at the deadline, when the client cancels, or when the handler has returned. It is the same over gRPC, gRPC-Web and Connect's
 * own protocol. For `createRouterTransport`, which has no options of this kind, take the `routes` of the result.
 *
 * `unaryInterceptors` and `streamInterceptors` stand before the handlers, inside of Connect's own `interceptors`, which run in
 * the context too.
 */
export function withContexts<Options extends AdapterOptions<Request>, Request = unknown>(
  options: Options & AdapterOptions<Request> & ServerInterceptors,
): Omit<Options, keyof ServerInterceptors | keyof ContextualOptions<Request>> & ContextualOptions<Request> {
  const where = 'connect: withContexts';
  mustNotMisspell(where, options);
  loadHeaders();
  const { unaryInterceptors, streamInterceptors, routes, contextValues, ...adapterOptions } = options;
  validateInterceptors(where, { unaryInterceptors, streamInterceptors });
  for (const [option, given] of Object.entries({ routes, contextValues }))
    if (given !== undefined && typeof given !== 'function')
      throw wrongType(`${where}: ${option}`, 'a function', given);
  const own = {
    ...adapterOptions,
    routes(router: ConnectRouter): void {
      const { length } = router.handlers;
      routes?.(contextRouter(router, { unaryInterceptors, streamInterceptors }, own));
      const added = router.handlers.splice(length);
      router.handlers.push(...added.map((handler) => inContext(handler, () => own.acceptCompression ?? [])));
    },
    contextValues: (req: Request): ContextValues =>
      keepRequest(contextValues?.(req) ?? createContextValues(), req),
  };
  return own;
}

/** Returns `handler`, each of whose calls has a context. `compressions` are those that the server knows. */
function inContext(handler: UniversalHandler, compressions: () => readonly Compression[]): UniversalHandler {
  const encodings = encodingsOf(compressions);
  const handle = (request: UniversalServerRequest) =>
    new ServerCall(request, handler).serve(handler, request, encodings);
  return Object.assign(handle, handler);
}
