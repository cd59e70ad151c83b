import type { ServerStream } from '../../grpc';
import { done } from '../../grpc/internal';
import { iteratorOf } from '../convert';

type Result = IteratorResult<unknown, unknown>;

/** What stands around the responses of one call. */
export interface ResponseStream {
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
export async function sendResponses(handled: unknown, around: ResponseStream): Promise<void> {
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
