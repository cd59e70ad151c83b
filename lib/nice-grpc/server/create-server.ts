import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import type { Server, ServerAddBuilder } from 'nice-grpc';
import { composeServerMiddleware, type ServerMiddleware } from 'nice-grpc-common';
import { holdsOptions, wrongType } from '../../context/internal';
import {
  attachCalls,
  goServiceOf,
  type Method,
  methodsOf,
  nothingMayFollow,
  runningCallsOf,
  type StreamHandling,
  type UnaryHandling,
} from '../../grpc/internal';
import { serverInterceptor } from '../../grpc-js';
import { type HandledService, type HandlerCall, registerService } from '../../grpc-js/internal';
import { limitStreamResets } from '../../wire/internal';
import { asAddBuilder, asServer, handlerOf, type Implementation } from '../convert';
import type { ContextExt } from '../middleware';
import { followContext } from './call-context';
import { failureOf, streamHandling, unaryHandling } from './implementation';
import { returnedNothing } from './middleware-call';
import { type CreateServerOptions, type ParsedOptions, parseOptions } from './server-options';

/** A service that was added to a server: its handlers in nice-grpc's shape, behind the middleware of the service. */
class AddedService implements HandledService {
  readonly methods: readonly Method[];
  readonly failureOf = failureOf;
  private readonly added: object;
  private readonly middleware: ServerMiddleware | undefined;

  /** @throws TypeError if `definition` is not one, or a method has no handler in `implementation`. */
  constructor(definition: unknown, implementation: object, middleware: ServerMiddleware | undefined) {
    const where = 'nice-grpc: add';
    if (!holdsOptions(implementation)) {
      throw wrongType(`${where}: implementation`, 'an object of handlers', implementation);
    }
    this.added = implementation;
    this.middleware = middleware;
    this.methods = methodsOf(where, definition);
    for (const method of this.methods) {
      const handler: unknown = Reflect.get(implementation, method.name);
      if (typeof handler === 'function') continue;
      throw wrongType(`${where}: handler ${method.name}`, 'a function', handler);
    }
  }

  get implementation(): unknown {
    return goServiceOf(this.added)?.handlers ?? this.added;
  }

  unary(method: Method): UnaryHandling<HandlerCall> {
    const go = this.withoutMiddleware();
    if (go !== undefined) return (ctx, request) => go.unary(method, ctx, request);
    return unaryHandling({ method, implementation: this.handler(method), middleware: this.middleware });
  }

  stream(method: Method): StreamHandling<HandlerCall> {
    const go = this.withoutMiddleware();
    if (go !== undefined) return (stream) => go.stream(method, stream);
    return streamHandling({ method, implementation: this.handler(method), middleware: this.middleware });
  }

  noResponse(method: Method): Error {
    return returnedNothing(method);
  }

  /** Returns the handlers in Go's shape, if they are such and no middleware asks for nice-grpc's. */
  private withoutMiddleware() {
    return this.middleware === undefined ? goServiceOf(this.added) : undefined;
  }

  private handler({ name }: Method): Implementation {
    return handlerOf(this.added, name);
  }
}

/**
 * Returns a server like nice-grpc's `createServer`, whose handlers run in the context of their call: it carries the
 * incoming metadata, the deadline, the peer and the method, reaches the header and trailer of the response, and ends at
 * the deadline, when the client cancels, or when the handler has returned. The handler's `CallContext` has it as `ctx`.
 * Another `ctx` or `signal` that a middleware passes on is followed by all that is further in.
 *
 * An error of a context, or of a call that the handler made, that a handler throws becomes the status that it stands
 * for; for other errors it is as in nice-grpc. Requests end cleanly only if the client closed its stream: otherwise reading them
 * fails with `CANCELLED` or `DEADLINE_EXCEEDED`.
 *
 * `options.unaryInterceptors` and `options.streamInterceptors` stand before the handlers, after those of grpc-js in
 * `options.interceptors` and before all middleware: they see what middleware and handler throw, and the context that they pass
 * on is `ctx` and `signal` of their `CallContext`, whose `metadata` stays that of the request. They are told the
 * implementation that was added.
 *
 * @throws TypeError if an option is not known and has no dot in its name, or has a value of the wrong type.
 */
export function createServer(options?: CreateServerOptions): Server<ContextExt>;
export function createServer(options: CreateServerOptions = {}, ...more: unknown[]): Server<ContextExt> {
  nothingMayFollow('nice-grpc: createServer', more);
  const parsed = parseOptions('nice-grpc: createServer', options);
  limitStreamResets(parsed.resets);
  const own = serverInterceptor();
  const grpc = { ...parsed.grpc, interceptors: [own, ...(parsed.grpc.interceptors ?? [])] };
  return withMiddleware({ ...parsed, grpc, calls: runningCallsOf(own) }, undefined);
}

/** What the servers that `use` makes of one another share. */
interface Shared extends ParsedOptions {
  readonly calls: ReturnType<typeof runningCallsOf>;
}

/** Returns a server whose services have `middleware`. Each has services of its own. */
function withMiddleware(shared: Shared, middleware: ServerMiddleware | undefined): Server<ContextExt> {
  const services: AddedService[] = [];
  let server: GrpcServer | undefined; // while it listens

  function addBuilder(own: ServerMiddleware | undefined): ServerAddBuilder<ContextExt> {
    return asAddBuilder({
      with: (next) => addBuilder(composed(own, mustBeMiddleware('with', next))),
      add(definition, implementation) {
        if (server !== undefined) throw new Error('server.add() must be used before listen()');
        services.push(new AddedService(definition, implementation, own));
      },
    });
  }

  const made = {
    ...addBuilder(middleware),
    use(next: ServerMiddleware) {
      if (server !== undefined) throw new Error('server.use() must be used before listen()');
      if (services.length > 0) throw new Error('server.use() must be used before adding any services');
      return withMiddleware(shared, composed(middleware, mustBeMiddleware('use', next)));
    },
    async listen(address: string, credentials?: ServerCredentials) {
      if (typeof address !== 'string') throw wrongType('nice-grpc: listen: address', 'a string', address);
      if (server !== undefined) throw new Error('server.listen() has already been called');
      server = new GrpcServer(shared.grpc);
      try {
        for (const service of services) registerService(server, service, shared.interceptors);
        return await bound(server, address, credentials ?? ServerCredentials.createInsecure());
      } catch (error) {
        server = undefined;
        throw error;
      }
    },
    async shutdown() {
      if (server === undefined) return;
      await untilShutDown(server);
      server = undefined;
    },
    forceShutdown() {
      server?.forceShutdown();
      server = undefined;
    },
  };
  return attachCalls(asServer(made), shared.calls);
}

function mustBeMiddleware(name: string, given: ServerMiddleware): ServerMiddleware {
  if (typeof given === 'function') return given;
  throw wrongType(`nice-grpc: ${name}: middleware`, 'a function', given);
}

/** Returns the middleware as one, the first as the outermost. What each passes on is followed by what is further in. */
function composed(first: ServerMiddleware | undefined, next: ServerMiddleware): ServerMiddleware {
  return first === undefined
    ? next
    : composeServerMiddleware(composeServerMiddleware(first, followContext), next);
}

function bound(server: GrpcServer, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

function untilShutDown(server: GrpcServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.tryShutdown((error) => (error ? reject(error) : resolve()));
  });
}
