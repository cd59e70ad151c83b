import type { Server as GrpcServer } from '@grpc/grpc-js';
import { holdsOptions, wrongType } from '../context/internal';
import type { ServiceDefinition } from '../grpc';
import { GoService, methodsOf, withGoService } from '../grpc/internal';
import { registerService } from '../grpc-js/internal';
import { GrpcService } from './grpc-service';
import { Server } from './new-server';
import { niceHandlers } from './nice-handlers';
import type { ServiceHandlers, UnimplementedHandlers } from './service';

/** What `register` needs of a server of nice-grpc's shape whose calls have contexts: that of `mdctx/nice-grpc`. */
export interface AddingServer {
  add(definition: never, implementation: never): void;
}

/** A server of `newServer`, of grpc-js, or one of nice-grpc's whose calls have contexts. */
export type RegisteringServer = Server | Pick<GrpcServer, 'register'> | AddingServer;

/** The handlers of a class that extends `unimplemented(definition)`: any of its methods may be missing. */
export type UnfinishedHandlers<Service extends ServiceDefinition> = UnimplementedHandlers<Service> &
  Partial<ServiceHandlers<Service>>;

/**
 * Adds the service `definition` to `server`, with handlers in the shape that Go generates: see `ServiceHandlers`. Each runs
 * in the context of its call, which `(ctx, req)` is given and a stream has as `context`.
 *
 * A server of grpc-js gets its services before it is bound. With `serverInterceptor()` among its interceptors the contexts are those; without,
 * each call gets one when its handler is called.
 *
 * What a handler throws ends its call as it does for the other handlers of that server. A stream is of use until its handler has
 * returned: then `send` is refused as the context has ended, and so is `setHeader`.
 *
 * Ports the `Register…Server` that `protoc-gen-go-grpc` generates.
 *
 * @throws TypeError if a handler is missing, or `server` or `definition` is not one.
 */
export function register<Service extends ServiceDefinition>(
  server: RegisteringServer,
  definition: Service,
  handlers: ServiceHandlers<Service> | UnfinishedHandlers<Service>,
): void {
  const where = 'stub: register';
  if (!holdsOptions(handlers)) {
    throw wrongType(`${where}: handlers`, 'an object of handlers', handlers);
  }
  const methods = methodsOf(where, definition);
  const service = new GoService(where, methods, handlers);
  const given: unknown = server;
  if (given instanceof Server) given.registerService(new GrpcService(methods, service));
  else if (isGrpcServer(given)) registerService(given, new GrpcService(methods, service), {});
  else if (isAddingServer(given))
    given.add(definition, withGoService(niceHandlers(methods, service), service));
  else throw wrongType(`${where}: server`, 'one of newServer, grpc-js or nice-grpc', given);
}

function isGrpcServer(x: unknown): x is GrpcServer {
  return typeof x === 'object' && x !== null && 'register' in x && 'bindAsync' in x;
}

/** A server of nice-grpc's, whatever the types of its middleware. */
interface NiceServer {
  add(definition: unknown, implementation: object): void;
}

function isAddingServer(x: unknown): x is NiceServer {
  return typeof x === 'object' && x !== null && 'add' in x && typeof x.add === 'function';
}
