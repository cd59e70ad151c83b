import { Canceled, type Context, run } from '../../context';
import { done, rejected } from '../rejection';
import { fromContextError, internal } from '../status';
import type { ServerStream } from '../stream';
import { Pipe } from './pipe';

import { receiving, serverStream } from './server-stream';

/** Returns how the one request of a call is received, once. */
export function singleRequest(request: unknown): Pick<ServerStream, 'recv'> {
  let left: unknown = request;
  return {
    async recv() {
      const message = left;
      left = undefined;
      return message;
    },
  };
}

/** The response of a call that has one, until the call ends. */
export class SingleResponse<Response> {
  private response: Response | undefined;

  /** Takes the response, once. */
  readonly send = (response: Response): Promise<void> => {
    if (this.response !== undefined) {
      const text = 'cardinality violation: sent a second response message for non-server-streaming RPC';
      return rejected(internal(text));
    }
    this.response = response;
    return done;
  };

  /** Returns the response. */
  taken(): Response {
    return mustBeResponse(this.response);
  }
}

/**
 * Returns `response`, that of a call with one.
 *
 * @throws ServerError with `INTERNAL` if there is none.
 */
export function mustBeResponse<Response>(response: Response | undefined | null): Response {
  if (response !== undefined && response !== null) return response;
  throw missingResponse();
}

/** Returns the error of a call with one response whose handler gave none. */
export function missingResponse(): Error {
  return internal('cardinality violation: received no response message from non-server-streaming RPC');
}

type Handle<Request, Response> = (stream: ServerStream<Request, Response>) => Promise<void>;

/** Has `handle` handle a call, and yields what it sends. What comes after it has returned is refused. */
export async function* serveEach<Request, Response>(
  ctx: Context,
  requests: AsyncIterable<Request>,
  handle: Handle<Request, Response>,
): AsyncGenerator<Response, void, undefined> {
  const responses = new Pipe<Response>(() => fromContextError(ctx.err() ?? Canceled));
  const stream = serverStream<Request, Response>(ctx, {
    ...receiving(ctx, requests[Symbol.asyncIterator]()),
    async send(message) {
      const end = fromContextError(ctx.err());
      if (end !== undefined) throw end;
      await responses.send(message);
    },
  });
  const handled = run(ctx, handle, stream).then(
    () => responses.close(),
    (error) => responses.fail(error),
  );
  try {
    yield* responses;
  } finally {
    responses.break();
    await handled;
  }
}

/** Has `handle` handle a call, and returns the one message that it sends. */
export async function serveOne<Request, Response>(
  ctx: Context,
  requests: AsyncIterable<Request>,
  handle: Handle<Request, Response>,
): Promise<Response> {
  const response = new SingleResponse<Response>();
  const stream = serverStream<Request, Response>(ctx, {
    ...receiving(ctx, requests[Symbol.asyncIterator]()),
    send: response.send,
  });
  await run(ctx, handle, stream);
  return response.taken();
}

/** Returns an iterable of one request. */
export async function* each<Request>(request: Request): AsyncGenerator<Request, void, undefined> {
  yield request;
}
