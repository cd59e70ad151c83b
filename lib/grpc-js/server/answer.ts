import type { sendUnaryData } from '@grpc/grpc-js';
import type { HandlerCall } from './handler-call';

/** A status with which a call fails. */
export interface Failure {
  readonly code: number;
  readonly details: string;
}

/** Returns the status of a call of the method `path` whose handler failed with `error`. It decides what is disclosed. */
export type FailureOf = (path: string, error: unknown) => Failure;

/** How a call is ended when its handler is done. */
export interface Answer {
  /** Ends a call that succeeded, with its response, if it has one. */
  succeed(response: unknown): void;
  /** Ends a call whose handler failed. */
  fail(error: unknown): void;
}

/** Returns how a call with one response is ended. */
export function singleAnswer(
  call: HandlerCall,
  answer: sendUnaryData<unknown>,
  failureOf: FailureOf,
  noResponse: () => Error,
): Answer {
  const fail = (error: unknown) => {
    const { code, details } = failed(call, error, failureOf);
    answer({ code, details }, null, call.takeTrailer());
    call.finish();
  };
  return {
    succeed(response) {
      try {
        call.handlerDone();
        if (response === undefined || response === null) throw noResponse();
      } catch (error) {
        return fail(error);
      }
      call.beforeMessage();
      answer(null, response, call.takeTrailer());
      call.finish();
    },
    fail,
  };
}

/** Returns how a call with a stream of responses is ended. */
export function streamAnswer(call: HandlerCall, responses: EndedByTrailer, failureOf: FailureOf): Answer {
  const fail = (error: unknown) => {
    const { code, details } = failed(call, error, failureOf);
    const metadata = call.takeTrailer();
    responses.emit('error', metadata ? { code, details, metadata } : { code, details });
    call.finish();
  };
  return {
    succeed() {
      try {
        call.handlerDone();
      } catch (error) {
        return fail(error);
      }
      responses.end(call.takeTrailer());
      call.finish();
    },
    fail,
  };
}

/** What grpc-js's streams of responses have. */
export interface EndedByTrailer {
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

/** Ends a call when `handled` is there, at once if it is no promise. */
export function answerWhenDone({ succeed, fail }: Answer, handled: unknown): void {
  if (isThenable(handled)) handled.then(succeed, fail);
  else succeed(handled);
}

function isThenable(x: unknown): x is PromiseLike<unknown> {
  return typeof x === 'object' && x !== null && 'then' in x && typeof x.then === 'function';
}
