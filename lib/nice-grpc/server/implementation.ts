import { type ServerMiddleware, Status } from 'nice-grpc-common';
import { run } from '../../context';
import { errorTrace, safely } from '../../context/internal';
import type { ServerStream } from '../../grpc';
import { done, type Method, onlyRequest, type StreamHandling, type UnaryHandling } from '../../grpc/internal';
import type { Failure, HandlerCall } from '../../grpc-js/internal';
import { statusOf } from '../../status/internal';
import { type Implementation, iteratorOf } from '../convert';

import { CallContextState } from './call-context';
import { behind, returnedMessage, returnedNothing, singleResponse } from './middleware-call';

type Result = IteratorResult<unknown, unknown>;

/** Hooks around the responses of one call. */
interface ResponseStream {
  readonly stream: ServerStream;
  /** Called before each message. */
  beforeMessage(): void;
  /** Returns the error of a generator that returned a message, if it must not. */
  readonly returnedMessage: (() => Error) | undefined;
}

/**
 * Sends what a handler's generator yields. What cannot be sent is thrown into the generator.
 *
 * @throws ServerError if the call has ended: the generator is closed then.
 */
async function sendResponses(handled: unknown, around: ResponseStream): Promise<void> {
  const { stream, returnedMessage } = around;
  const responses = iteratorOf(handled);
  let result: Result = await responses.next();
  for (;;) {
    if (result.done) {
      if (returnedMessage === undefined || result.value === undefined || result.value === null) return;
      result = await throwInto(responses, returnedMessage());
      continue;
    }
    try {
      around.beforeMessage();
      const sent = stream.send(result.value);
      if (sent !== done) await sent;
    } catch (error) {
      if (stream.context.err() !== undefined) return closeWith(responses, error);
      result = await throwInto(responses, error);
      continue;
    }
    result = await responses.next();
  }
}

type Responses = AsyncIterator<unknown, unknown>;

async function throwInto(responses: Responses, error: unknown): Promise<Result> {
  if (responses.throw !== undefined) return responses.throw(error);
  return closeWith(responses, error);
}

/** Closes a generator, and fails with `error`, whatever it yields until it is closed. */
async function closeWith(responses: Responses, error: unknown): Promise<never> {
  let result = await responses.return?.();
  while (result !== undefined && !result.done) result = await responses.return?.();
  throw error;
}

/**
 * Returns the status of a call of the method `path` whose handler failed with `error`: the one that the error stands for, and
 * else that of nice-grpc, which discloses nothing of an error and reports it as a warning of the process.
 */
export function failureOf(path: string, error: unknown): Failure {
  const status = statusOf(error);
  if (status !== undefined) return status;
  if (isAbortError(error)) return { code: Status.CANCELLED, details: 'The operation was cancelled' };
  process.emitWarning(
    `${path}: Uncaught error in server implementation method. Server methods should only throw ServerError or AbortError. ${errorTrace(error)}`,
  );
  return { code: Status.UNKNOWN, details: 'Unknown server error occurred' };
}

function isAbortError(error: unknown): boolean {
  const isAbort = () =>
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
  return safely(isAbort, false);
}

/** A method with its implementation in nice-grpc's shape, behind the middleware of its service, if that has any. */
interface Implemented {
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
