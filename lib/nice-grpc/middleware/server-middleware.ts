import type { CallContext, ServerMiddleware, ServerMiddlewareCall } from 'nice-grpc-common';
import { background, bindIterable, type Context, run, withCancel } from '../../context';
import { fromContextError, newContextWithServerTransportStream } from '../../grpc';
import { Response as ResponseState } from '../../grpc/internal';
import type { MD } from '../../metadata';
import { withIncoming } from '../../metadata/internal';
import { newContext, Peer } from '../../peer';
import { detailsKey, serverError, statusOf } from '../../status/internal';
import { validateOnSend } from '../../wire/internal';
import { addToNice, fromNice } from './convert';

/** What the `CallContext` of a handler has in addition to nice-grpc's own. */
export interface ContextExt {
  /** The context of the call. It is `current()` in the handler and in all that it starts. */
  readonly ctx: Context;
}

/**
 * Returns a middleware that runs handlers in the context of their call, for a server that cannot be made by our
 * `createServer`. It needs `nice-grpc-common` alone, and so does less:
 *
 * - the deadline of the client is not known to it: the context has none, and ends as cancelled when it passes;
 * - values of a repeated key come and go as one, joined with `", "` by nice-grpc, unless the key ends in `-bin`;
 * - `:authority` and `content-type` are not in the incoming metadata, and the peer has no `localAddr`;
 * - `sendHeader` with an empty header sends nothing, as nice-grpc's does not, and a later one is lost.
 */
export function serverMiddleware(): ServerMiddleware<ContextExt> {
  return handle;
}

type Handled<Response> = AsyncGenerator<Response, Response | void, undefined>;

async function* handle<Request, Response>(
  call: ServerMiddlewareCall<Request, Response, ContextExt>,
  context: CallContext,
): Handled<Response> {
  const [cancellable, cancel] = withCancel(background());
  const response = new ResponseState(call.method.path, {
    writeHeader: (header: MD) => send(context, header),
    validateSent: validateOnSend,
  });
  const withPeer = newContext(withIncoming(cancellable, fromNice(context.metadata)), peerOf(context));
  const ctx = newContextWithServerTransportStream(withPeer, response);
  const end = () => run(ctx, cancel);
  const flush = () => addToNice(context.header, response.takeHeader());

  let detailsBin: Uint8Array | undefined;

  if (context.signal.aborted) end();
  context.signal.addEventListener('abort', end, { once: true });
  try {
    const sendHeader = () => send(context, response.takeHeader());
    const request = call.requestStream ? whole(ctx, call.request) : call.request;
    const handled: Handled<Response> = call.next(request, { ...context, ctx, sendHeader });
    return yield* bindIterable(ctx, beforeFirst(handled, flush));
  } catch (error) {
    const status = statusOf(error);
    detailsBin = status?.detailsBin;
    throw status ? serverError(status) : error;
  } finally {
    if (response.hasHeader) flush();
    addToNice(context.trailer, response.end(ctx));
    if (detailsBin !== undefined) context.trailer.set(detailsKey, detailsBin);
    context.signal.removeEventListener('abort', end);
    end();
  }
}

/**
 * Returns `requests`, which fail if the call was cut off: nice-grpc ends them then, a moment before it says that the call was
 * cancelled.
 */
async function* whole<Request>(
  ctx: Context,
  requests: AsyncIterable<Request>,
): AsyncGenerator<Request, void> {
  try {
    yield* requests;
  } catch (error) {
    throw fromContextError(ctx.err()) ?? error;
  }
  await new Promise(setImmediate);
  const end = fromContextError(ctx.err());
  if (end !== undefined) throw end;
}

function send(context: CallContext, header: MD | undefined): void {
  addToNice(context.header, header);
  context.sendHeader();
}

function peerOf(context: CallContext): Peer {
  return new Peer({ addr: { network: 'tcp', toString: () => context.peer } });
}

/** Returns `handled`, with `flush` called before its first value, if it has one. */
function beforeFirst<T, R>(
  handled: AsyncGenerator<T, R, undefined>,
  flush: () => void,
): AsyncGenerator<T, R, undefined> {
  const { next } = handled;
  let first = true;
  handled.next = async () => {
    const result = await next.call(handled);
    if (first && !result.done) flush();
    first = false;
    return result;
  };
  return handled;
}
