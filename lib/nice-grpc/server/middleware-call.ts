import { composeServerMiddleware, type ServerMiddleware } from 'nice-grpc-common';
import type { Method } from '../../grpc/internal';
import { asMiddleware, delegated, type Implementation, isAsyncIterable, type Responses } from '../convert';
import { followContext } from './call-context';

/** Returns `implementation` behind `middleware`, as a generator whatever kind of method it is for. */
export function behind(
  method: Method,
  implementation: Implementation,
  middleware: ServerMiddleware,
): (...args: Parameters<Implementation>) => Responses {
  const { path, requestStream, responseStream, options } = method;
  const descriptor = { path, requestStream, responseStream, options };
  const handle = asMiddleware(composeServerMiddleware(middleware, followContext));

  async function* next(...[request, context]: Parameters<Implementation>) {
    if (isAsyncIterable(request) !== requestStream) {
      throw new Error(
        `A middleware passed invalid request to next(): expected a single message for ${kindOf(method)} method`,
      );
    }
    const handled: unknown = implementation(request, context);
    if (!responseStream) return await handled;
    yield* delegated(handled);
    return undefined;
  }

  return (request, context) =>
    handle({ method: descriptor, requestStream, request, responseStream, next }, context);
}

/** Runs a generator of nice-grpc's for a call with one response, and returns that. */
export async function singleResponse(method: Method, responses: Responses): Promise<unknown> {
  const iterator = responses[Symbol.asyncIterator]();
  let result = await iterator.next();
  while (!result.done || result.value === undefined || result.value === null) {
    const fault = result.done ? returnedNothing(method) : yielded(method);
    result = await iterator.throw(fault);
  }
  return result.value;
}

/** Returns the error of a method with one response that gave none. */
export function returnedNothing(method: Method): Error {
  return new Error(
    `A middleware returned void, but expected to return a message for ${kindOf(method)} method`,
  );
}

/** Returns the error of a method with a stream of responses that returned one. */
export function returnedMessage(method: Method): Error {
  return new Error(
    `A middleware returned a message, but expected to return void for ${kindOf(method)} method`,
  );
}

function yielded(method: Method): Error {
  return new Error(
    `A middleware yielded a message, but expected to only return a message for ${kindOf(method)} method`,
  );
}

function kindOf({ requestStream, responseStream }: Method): string {
  if (requestStream) return responseStream ? 'bidirectional streaming' : 'client streaming';
  return responseStream ? 'server streaming' : 'unary';
}
