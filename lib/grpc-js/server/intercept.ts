import type { ServiceDefinition } from '@grpc/grpc-js';
import { holdsOptions, wrongType } from '../../context/internal';
import type { ServerInterceptors } from '../../grpc';
import {
  interceptStream,
  interceptUnary,
  type Method,
  methodsOf,
  missingResponse,
  onlyRequest,
  type StreamHandling,
  type UnaryHandling,
  validateInterceptors,
} from '../../grpc/internal';
import { type HandledCall, type Handler, requestOf } from '../convert';
import { handlerOf, streamHandler } from './answer';
import type { HandlerCall } from './handler-call';
import { HandlerReply } from './handler-reply';
import { InterceptedCall } from './intercepted-call';

/**
 * Returns an implementation like `implementation` of the service `definition`, before whose handlers interceptors stand:
 * `server.addService(Echo, intercept(Echo, implementation, { unaryInterceptors: [log] }))`. The contexts are those of
 * `serverInterceptor()`; on a server without it each call gets one when its handler is called.
 *
 * Interceptors see the error that a handler gave or threw as it is, and are told `implementation`. A handler runs in the
 * context that they passed on; what its call reads and writes goes through the stream that they passed on, and the rest of
 * its call, `metadata` for one, stays that of the request. An error that the handler calls back with or emits is told to the
 * client as grpc-js does it; what it throws by accident is not disclosed.
 *
 * @throws TypeError if an argument is not what it must be.
 */
export function intercept<Implementation extends object>(
  definition: ServiceDefinition,
  implementation: Implementation,
  interceptors: ServerInterceptors,
): Implementation {
  if (!holdsOptions(implementation)) {
    throw wrongType('grpc-js: intercept: implementation', 'an object of handlers', implementation);
  }
  const chosen = validateInterceptors('grpc-js: intercept', interceptors);
  const methods = new Map<string | symbol, Method>();
  for (const method of methodsOf('grpc-js: intercept', definition)) {
    methods.set(method.name, method);
    if (method.alias !== undefined) methods.set(method.alias, method);
  }
  return new Proxy(Object.create(implementation), {
    get(_, name): unknown {
      const handler: unknown = Reflect.get(implementation, name);
      const method = methods.get(name);
      if (method === undefined || typeof handler !== 'function') return handler;
      const handle = (...args: unknown[]): unknown => Reflect.apply(handler, implementation, args);
      return intercepted({ method, handle, server: implementation, interceptors: chosen });
    },
  });
}

/** A method with a handler of grpc-js's, and what stands before it. */
interface Intercepted {
  readonly method: Method;
  readonly handle: (...args: unknown[]) => unknown;
  readonly server: object;
  readonly interceptors: ServerInterceptors;
}

function intercepted({ method, handle, server, interceptors }: Intercepted): Handler {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const isUnary = !method.requestStream && !method.responseStream;
  if ((isUnary ? unaryInterceptors : streamInterceptors).length === 0) return handle;
  return (call, answer) => {
    const reply = new HandlerReply();
    const served = { method, failureOf: reply.failureOf, noResponse: missingResponse };
    const handler = isUnary
      ? handlerOf(served, interceptUnary(interceptors, server, method, unaryHandling(reply, handle)))
      : streamHandler(
          served,
          interceptStream(interceptors, server, method, streamHandling(reply, method, handle)),
        );
    return handler(call, reply.answering(answer));
  };
}

type Handle = Intercepted['handle'];

function unaryHandling(reply: HandlerReply, handle: Handle): UnaryHandling<HandlerCall> {
  return async (ctx, request, call) => {
    try {
      return await reply.single((answer) => handle(withRequest(call.given, request), answer));
    } finally {
      reply.keepTrailer(ctx);
    }
  };
}

/** Returns a call like `call` whose request is `request`. */
function withRequest(call: HandledCall, request: unknown): object {
  if (request === requestOf(call)) return call;
  return new Proxy(call, {
    get(target, name): unknown {
      if (name === 'request') return request;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function streamHandling(reply: HandlerReply, method: Method, handle: Handle): StreamHandling<HandlerCall> {
  const { requestStream: readable, responseStream: writable } = method;
  return async (stream, call) => {
    const request = readable ? undefined : await onlyRequest(stream);
    const own = new InterceptedCall(call.given, stream, { readable, writable }, request);
    try {
      if (writable) return await reply.stream(own, () => handle(own));
      const response = reply.single((answer) => handle(own, answer));
      await stream.send(await Promise.race([response, own.ended.then(() => response)]));
    } finally {
      reply.keepTrailer(stream.context);
    }
  };
}
