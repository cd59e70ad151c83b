import type { EventEmitter } from 'node:events';
import type { Server, ServerInterceptor, ServiceError, UntypedHandleCall } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';

/** The part of Nest's exception for HTTP that is used. */
export interface HttpExceptionLike {
  readonly message: string;
  getStatus(): number;
  getResponse(): unknown;
}

/** Reports whether `x` is Nest's `HttpException`, which is recognized by its shape, as several copies may be loaded. */
export function isHttpException(x: unknown): x is HttpExceptionLike {
  return isObject(x) && isFunction(x, 'getStatus') && isFunction(x, 'getResponse') && 'message' in x;
}

const forbidden = 'Forbidden resource'; // Nest's FORBIDDEN_MESSAGE

/** Reports whether `x` is the `RpcException` with which Nest ends a call that a guard has refused. */
export function isForbidden(x: unknown): x is Error {
  return x instanceof Error && isFunction(x, 'getError') && x.message === forbidden;
}

const drain = 'drainBuffer';

/**
 * Returns `requests`, which is made of `source`, with what Nest from 10 on has put on that: a function that lets the requests go which came
 * before the handler was called.
 */
export function draining<T>(source: Observable<unknown>, requests: Observable<T>): Observable<T> {
  if (!isFunction(source, drain)) return requests;
  return Object.defineProperty(requests, drain, { value: () => call(source, drain) });
}

/** Answers a request over HTTP with `body` as JSON, be it express's response or fastify's. */
export function answer(response: unknown, status: number, body: unknown): void {
  if (!isObject(response)) return;
  call(response, 'status', status); // Nest does not tell the type of its platform's response: both have these
  call(response, isFunction(response, 'json') ? 'json' : 'send', body);
}

/** Returns the interceptors of grpc-js that `server` was made with; none if that is not known. */
export function interceptorsOf(server: Server): readonly ServerInterceptor[] {
  const interceptors: unknown = Reflect.get(server, 'interceptors'); // private, and the only trace of the server's options
  return Array.isArray(interceptors) ? interceptors : [];
}

/** Returns `error` as what a callback of grpc-js takes. */
export function asServiceError(error: Error): ServiceError {
  return error as ServiceError; // Nest hands on whatever it is given
}

/** A call whose handler reads its requests as they come. */
export type HandledStream = EventEmitter;

/** Returns the listeners of `call` to `event`. */
export function listenersOf(call: HandledStream, event: string): Array<(...args: unknown[]) => void> {
  return call.listeners(event) as Array<(...args: unknown[]) => void>; // Node's types say no more than that they are functions
}

/** Returns a handler like `handle`, each of whose calls goes through `f`, which calls it by the function that it is given. */
export function around(
  handle: UntypedHandleCall,
  f: (call: HandledStream, begin: () => unknown) => unknown,
): UntypedHandleCall {
  return (call: HandledStream, ...rest: unknown[]) =>
    f(call, () => Reflect.apply(handle, undefined, [call, ...rest])); // whatever its kind, which is that of its method
}

function call(target: object, name: string, ...args: unknown[]): void {
  const method: unknown = Reflect.get(target, name);
  if (typeof method === 'function') Reflect.apply(method, target, args);
}

function isFunction(x: object, name: string): boolean {
  return typeof Reflect.get(x, name) === 'function';
}

function isObject(x: unknown): x is object {
  return typeof x === 'object' && x !== null;
}
