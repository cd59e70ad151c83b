import type { Server } from '@grpc/grpc-js';
import type { ServerInterceptors } from '../../grpc';
import {
  interceptStream,
  interceptUnary,
  type Method,
  type StreamHandling,
  type UnaryHandling,
} from '../../grpc/internal';
import { inBuffers } from '../convert';
import { patchRuntime } from '../runtime';
import { type FailureOf, handlerOf, streamHandler } from './answer';
import type { HandlerCall } from './handler-call';
import { asOwn } from './handlers';

/** How the calls of a service are handled, whatever shape its handlers have. */
export interface HandledService {
  readonly methods: readonly Method[];
  /** What interceptors are told of as the implementation. */
  readonly implementation: unknown;
  unary(method: Method): UnaryHandling<HandlerCall>;
  stream(method: Method): StreamHandling<HandlerCall>;
  readonly failureOf: FailureOf;
  /** Returns what it means that a handler returned nothing where there is one response. */
  noResponse(method: Method): Error;
}

/**
 * Registers the methods of `service` at `server`, behind `interceptors`. On a server without `serverInterceptor()` the context of a
 * call begins when its handler is called; such a server must not be bound yet.
 *
 * @throws Error if the server has one of the methods already.
 */
export function registerService(
  server: Server,
  service: HandledService,
  interceptors: ServerInterceptors,
): void {
  patchRuntime();
  for (const method of service.methods) {
    const { implementation, failureOf } = service;
    const served = { method, failureOf, noResponse: () => service.noResponse(method) };
    const isUnary = !method.requestStream && !method.responseStream;
    const handler = isUnary
      ? handlerOf(served, interceptUnary(interceptors, implementation, method, service.unary(method)))
      : streamHandler(served, interceptStream(interceptors, implementation, method, service.stream(method)));
    const { path, requestDeserialize } = method;
    const serialize = inBuffers(method.responseSerialize);
    if (!server.register(path, asOwn(handler), serialize, requestDeserialize, kindOf(method))) {
      throw new Error(`grpc-js: ${path}: a server must have a method once: got it again`);
    }
  }
}

/** Returns grpc-js's word for the kind of a method. */
function kindOf({ requestStream, responseStream }: Method): string {
  if (requestStream) return responseStream ? 'bidi' : 'clientStream';
  return responseStream ? 'serverStream' : 'unary';
}
