import type { sendUnaryData } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
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
import { type HandlerCall, handlerCallOf } from './handler-call';

import { RequestReader, ResponseSender } from './messages';

/** A status with which a call fails. */
export interface Failure {
  readonly code: number;
  readonly details: string;
}

/** Returns the status of a call of the method `path` whose handler failed with `error`. It decides what is disclosed. */
export type FailureOf = (path: string, error: unknown) => Failure;

/** How a call is ended when its handler is done. */
interface Answer {
  /** Ends a call that succeeded, with its response, if it has one. */
  succeed(response: unknown): void;
  /** Ends a call whose handler failed. */
  fail(error: unknown): void;
}

/** Returns how a call with one response is ended. */
function singleAnswer(
  call: HandlerCall,
  answer: sendUnaryData<unknown>,
  failureOf: FailureOf,
  noResponse: () => Error,
): Answer {
  const fail = (error: unknown) => {
    const { code, details } = failed(call, error, failureOf);
    answer({ code, details }, null, call.opened?.takeTrailer(code));
    call.opened?.finish();
  };
  return {
    succeed(response) {
      try {
        call.handlerDone();
        if (response === undefined || response === null) throw noResponse();
      } catch (error) {
        return fail(error);
      }
      call.opened?.sendHeader();
      answer(null, response, call.opened?.takeTrailer(Status.OK));
      call.opened?.finish();
    },
    fail,
  };
}

/** Returns how a call with a stream of responses is ended. */
function streamAnswer(call: HandlerCall, responses: EndedByTrailer, failureOf: FailureOf): Answer {
  const fail = (error: unknown) => {
    const { code, details } = failed(call, error, failureOf);
    const metadata = call.opened?.takeTrailer(code);
    responses.emit('error', metadata ? { code, details, metadata } : { code, details });
    call.opened?.finish();
  };
  return {
    succeed() {
      try {
        call.handlerDone();
      } catch (error) {
        return fail(error);
      }
      responses.end(call.opened?.takeTrailer(Status.OK));
      call.opened?.finish();
    },
    fail,
  };
}

/** What grpc-js's streams of responses have. */
interface EndedByTrailer {
  end(trailer?: unknown): unknown;
  emit(event: 'error', status: object): unknown;
}

function failed(call: HandlerCall, error: unknown, failureOf: FailureOf): Failure {
  let failure = error;
  try {
    call.handlerDone();
  } catch (fault) {
    failure = fault;
  }
  call.incoming.failure = failure;
  return failureOf(call.incoming.method(), failure);
}

function isThenable(x: unknown): x is PromiseLike<unknown> {
  return typeof x === 'object' && x !== null && 'then' in x && typeof x.then === 'function';
}

/** A method of a service, and how the status of a failed call of it is found. */
interface ServedMethod {
  readonly method: Method;
  readonly failureOf: FailureOf;
  /** Returns what it means that a handler returned nothing where there is one response. */
  readonly noResponse: () => Error;
}

/** Returns grpc-js's handler of a method with a stream of messages. Each call is handled in the context of its stream. */
export function streamHandler(served: ServedMethod, handle: StreamHandling<HandlerCall>): Handler {
  const { requestStream, responseStream } = served.method;
  return handlerOf(served, async (ctx, request, call) => {
    const receiving = requestStream ? readerOf(call) : singleRequest(request);
    const response = responseStream
      ? new ResponseSender(call, responsesOf(call.given))
      : new SingleResponse();
    await handle(serverStream(ctx, { ...receiving, send: response.send }), call);
    return response instanceof SingleResponse ? response.taken() : undefined;
  });
}

function readerOf(call: HandlerCall): Pick<ServerMessages<unknown, unknown>, 'recv' | 'iterate'> {
  const { recv, iterate } = new RequestReader(call, requestsOf(call.given));
  return { recv, iterate };
}

/**
 * Returns grpc-js's handler of a method, which has `handle` handle each call in its context, and ends it when that is done: at once
 * without a promise. It gets the one request, and returns the one response, if there is such.
 */
export function handlerOf(
  { method, failureOf, noResponse }: ServedMethod,
  handle: UnaryHandling<HandlerCall>,
): Handler {
  return (given, answer) => {
    const call = handlerCallOf(given);
    const { succeed, fail } = method.responseStream
      ? streamAnswer(call, responsesOf(given), failureOf)
      : singleAnswer(call, answer, failureOf, noResponse);
    try {
      if (call.opened?.refusal !== undefined) throw call.opened.refusal;
      const handled = run(call.ctx, handle, call.ctx, requestOf(given), call);
      if (isThenable(handled)) handled.then(succeed, fail);
      else succeed(handled);
    } catch (error) {
      fail(error);
    }
  };
}
