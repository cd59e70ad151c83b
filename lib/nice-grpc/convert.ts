import type { Server, ServerAddBuilder } from 'nice-grpc';
import type { CallContext, MethodDescriptor, ServerMiddleware } from 'nice-grpc-common';
import type { ContextExt } from './middleware';

/** A handler of nice-grpc's, of any kind. */
export type Implementation = (request: unknown, context: CallContext & ContextExt) => unknown;

/** What nice-grpc makes of a handler: it yields the responses of a stream, or returns the one of another call. */
export type Responses = AsyncGenerator<unknown, unknown, undefined>;

/** A call as middleware gets it, of any kind. */
interface MiddlewareCall {
  readonly method: MethodDescriptor;
  readonly requestStream: boolean;
  readonly request: unknown;
  readonly responseStream: boolean;
  readonly next: (request: unknown, context: CallContext & ContextExt) => Responses;
}

type Middleware = (call: MiddlewareCall, context: CallContext & ContextExt) => Responses;

/** Returns `middleware`, whose type has one form for each kind of call, as one that takes all of them. */
export function asMiddleware(middleware: ServerMiddleware): Middleware {
  return middleware as Middleware;
}

/** Returns `middleware`, which takes all kinds of call, with the type of nice-grpc's. */
export function asServerMiddleware(middleware: Middleware): ServerMiddleware {
  return middleware as ServerMiddleware;
}

/** Returns the handler `name` of `implementation`, which is known to be there. */
export function handlerOf(implementation: object, name: string): Implementation {
  const handler = Reflect.get(implementation, name) as Implementation;
  return handler.bind(implementation);
}

/** Reports whether `x` is a stream of messages. */
export function isAsyncIterable(x: unknown): x is AsyncIterable<unknown> {
  return x !== undefined && x !== null && Symbol.asyncIterator in Object(x);
}

/** Returns an iterator of what a handler returned, whatever `yield*` takes; for anything else `yield*` throws. */
export function iteratorOf(x: unknown): AsyncIterator<unknown, unknown> {
  return isAsyncIterable(x) ? x[Symbol.asyncIterator]() : delegated(x);
}

/** Yields what a handler returned, if that can be iterated; if not, `yield*` says so. */
export async function* delegated(x: unknown): AsyncGenerator<unknown, void> {
  yield* x as AsyncIterable<unknown>;
}

/** What `with` of a server returns, and what it has itself, whatever its middleware adds to the `CallContext`. */
interface AddBuilder {
  with(middleware: ServerMiddleware): ServerAddBuilder<ContextExt>;
  add(definition: unknown, implementation: object): void;
}

/** A server, whatever its middleware adds to the `CallContext`: what a type says of that is nothing at run time. */
interface UntypedServer extends Omit<Server, 'use' | 'with' | 'add'> {
  use(middleware: ServerMiddleware): Server<ContextExt>;
}

/** Returns `builder` with the types of nice-grpc's, which follow what each middleware adds. */
export function asAddBuilder(builder: AddBuilder): ServerAddBuilder<ContextExt> {
  return builder as ServerAddBuilder<ContextExt>;
}

/** Returns `server` with the types of nice-grpc's, which follow what each middleware adds. */
export function asServer(server: UntypedServer & ServerAddBuilder<ContextExt>): Server<ContextExt> {
  return server as Server<ContextExt>;
}
