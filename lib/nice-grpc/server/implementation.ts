import type { ServerMiddleware } from 'nice-grpc-common';
import { run } from '../../context';
import { type Method, onlyRequest, type StreamHandling, type UnaryHandling } from '../../grpc/internal';
import type { HandlerCall } from '../../grpc-js/internal';
import type { Implementation } from '../convert';
import { CallContextState } from './call-context';
import { behind, returnedMessage, returnedNothing, singleResponse } from './middleware-call';
import { sendResponses } from './send-responses';

/** A method with its implementation in nice-grpc's shape, behind the middleware of its service, if that has any. */
export interface Implemented {
  readonly method: Method;
  readonly implementation: Implementation;
  readonly middleware: ServerMiddleware | undefined;
}

/** Returns how the calls of a unary method are handled. */
export function unaryHandling({
  method,
  implementation,
  middleware,
}: Implemented): UnaryHandling<HandlerCall> {
  const handle = middleware && behind(method, implementation, middleware);
  return (ctx, request, call) => {
    const state = new CallContextState(ctx, call.given, handle !== undefined);
    call.beforeAnswer(state);
    if (handle === undefined) return implementation(request, state.context);
    return run(state.ctx, async () => singleResponse(method, handle(request, state.context)));
  };
}

/** Returns how the calls of a method with a stream of messages are handled. */
export function streamHandling({
  method,
  implementation,
  middleware,
}: Implemented): StreamHandling<HandlerCall> {
  const { requestStream, responseStream } = method;
  const handle = middleware && behind(method, implementation, middleware);
  return async (stream, call) => {
    const request = requestStream ? stream[Symbol.asyncIterator]() : await onlyRequest(stream);
    const state = new CallContextState(stream.context, call.given, handle !== undefined);
    call.beforeAnswer(state);
    const { ctx, context } = state;
    if (responseStream) {
      const around = {
        stream,
        beforeMessage: () => state.beforeMessage(),
        returnedMessage: handle && (() => returnedMessage(method)),
      };
      return run(ctx, async () => sendResponses((handle ?? implementation)(request, context), around));
    }
    const response = handle
      ? await run(ctx, async () => singleResponse(method, handle(request, context)))
      : await implementation(request, context);
    if (response === undefined || response === null) throw returnedNothing(method);
    return stream.send(response);
  };
}
