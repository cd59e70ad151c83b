import { run } from '../../context';
import {
  type Method,
  type ServerMessages,
  SingleResponse,
  type StreamHandling,
  serverStream,
  singleRequest,
  type UnaryHandling,
} from '../../grpc/internal';
import { type Handler, requestOf, requestsOf, responsesOf } from '../convert';
import { type Answer, answerWhenDone, type FailureOf, singleAnswer, streamAnswer } from './answer';
import type { HandlerCall } from './handler-call';
import { RequestReader } from './request-reader';
import { ResponseSender } from './response-sender';
import { handlerCallOf } from './started-call';

/** A method of a service, and how the status of a call of it whose handler failed is found. */
export interface ServedMethod {
  readonly method: Method;
  readonly failureOf: FailureOf;
  /** Returns what it means that a handler returned nothing where there is one response. */
  readonly noResponse: () => Error;
}

/** Returns grpc-js's handler of a unary method. Each call is handled in its context. */
export function unaryHandler(served: ServedMethod, handle: UnaryHandling<HandlerCall>): Handler {
  return handlerOf(served, (call) => handle(call.ctx, requestOf(call.given), call));
}

/** Returns grpc-js's handler of a method with a stream of messages. Each call is handled in the context of its stream. */
export function streamHandler(served: ServedMethod, handle: StreamHandling<HandlerCall>): Handler {
  const { requestStream, responseStream } = served.method;
  return handlerOf(served, async (call) => {
    const { given } = call;
    const receiving = requestStream ? readerOf(call) : singleRequest(requestOf(given));
    const response = responseStream ? new ResponseSender(call, responsesOf(given)) : new SingleResponse();
    await handle(serverStream(call.ctx, { ...receiving, send: response.send }), call);
    return response instanceof SingleResponse ? response.taken() : undefined;
  });
}

function readerOf(call: HandlerCall): Pick<ServerMessages<unknown, unknown>, 'recv' | 'iterate'> {
  const { recv, iterate } = new RequestReader(call, requestsOf(call.given));
  return { recv, iterate };
}

function handlerOf(
  { method, failureOf, noResponse }: ServedMethod,
  handle: (call: HandlerCall) => unknown,
): Handler {
  return (given, answer) => {
    const call = handlerCallOf(given);
    const ending = method.responseStream
      ? streamAnswer(call, responsesOf(given), failureOf)
      : singleAnswer(call, answer, failureOf, noResponse);
    serve(call, ending, handle);
  };
}

/** Calls `handle` in the context of the call, and ends the call when it is done. */
function serve(call: HandlerCall, answer: Answer, handle: (call: HandlerCall) => unknown): void {
  try {
    if (call.refusal !== undefined) throw call.refusal;
    answerWhenDone(answer, run(call.ctx, handle, call));
  } catch (error) {
    answer.fail(error);
  }
}
