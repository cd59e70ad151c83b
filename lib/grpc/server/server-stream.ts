import type { Context } from '../../context';
import { fromContextError, internal } from '../status';
import type { ServerStream } from '../stream';
import { sendHeader, setHeader, setTrailer } from './header';

/** How an adapter receives the messages of a call and sends them. */
export type ServerMessages<Request, Response> = Pick<ServerStream<Request, Response>, 'recv' | 'send'>;

/** Returns the stream of the call whose context is `ctx`. It holds all that it has itself: it can be spread. */
export function serverStream<Request, Response>(
  ctx: Context,
  { recv, send }: ServerMessages<Request, Response>,
): ServerStream<Request, Response> {
  return {
    context: ctx,
    recv,
    send,
    setHeader: (md) => setHeader(ctx, md),
    sendHeader: (md) => sendHeader(ctx, md),
    setTrailer: (md) => setTrailer(ctx, md),
    [Symbol.asyncIterator]() {
      return eachRequest(this);
    },
  };
}

/**
 * Receives the requests that `requests` has, of the call whose context is `ctx`. Once that has ended no request follows,
 * and how it ended is thrown: a runtime may say nothing of it.
 */
export function receiving<Request>(
  ctx: Context,
  requests: AsyncIterator<Request>,
): Pick<ServerStream<Request>, 'recv'> {
  return {
    async recv() {
      try {
        const { done, value } = await requests.next();
        if (!done) return value;
      } catch (error) {
        throw fromContextError(ctx.err()) ?? error;
      }
      const end = fromContextError(ctx.err());
      if (end !== undefined) throw end;
      return undefined;
    },
  };
}

/** Returns the requests that `stream` receives, whatever it does to be iterated itself. */
export async function* eachRequest<Request>(
  stream: Pick<ServerStream<Request>, 'recv'>,
): AsyncGenerator<Request, void> {
  for (let next = await stream.recv(); next !== undefined; next = await stream.recv()) yield next;
}

/** Returns the one request of a call that has one. */
export async function onlyRequest(stream: ServerStream): Promise<unknown> {
  const request = await stream.recv();
  if (request !== undefined) return request;
  throw internal('cardinality violation: received no request message from non-client-streaming RPC');
}

/** The response of a call that has one, until the call ends. */
export class OnlyResponse<Response> {
  private response: Response | undefined;

  /** Takes the response, once. */
  readonly send = async (response: Response): Promise<void> => {
    if (this.response !== undefined) {
      throw internal('cardinality violation: sent a second response message for non-server-streaming RPC');
    }
    this.response = response;
  };

  /** Returns the response. */
  taken(): Response {
    if (this.response !== undefined) return this.response;
    throw internal('cardinality violation: received no response message from non-server-streaming RPC');
  }
}
