import { Canceled, type Context, run } from '../../context';
import { Pipe } from '../client/pipe';
import { fromContextError } from '../status';
import type { ServerStream } from '../stream';
import { receiving, serverStream } from './server-stream';
import { SingleResponse } from './single-message';

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
