import { ClientError, type ClientMiddleware, Metadata, Status } from 'nice-grpc-common';
import { bind, bindIterable, type Context, current, withSignal } from '../../context';
import { type ContextOptions, fromContextError } from '../../grpc';
import { internal, responseOptions } from '../../grpc/internal';
import { fromOutgoingContext, Join, type MD } from '../../metadata';
import { detailsKey, withReceivedDetails } from '../../status/internal';
import { encodeTimeout, validateOnSend } from '../../wire/internal';
import { addToNice, fromNice } from './convert';

/**
 * Returns a middleware that makes calls with a context, for a client that cannot be made by our `createClient`. It needs
 * `nice-grpc-common` alone, and so does less:
 *
 * - values of a repeated key go as one, joined with `", "` by nice-grpc, unless the key ends in `-bin`, and so they do
 *   in `header` and `trailer`;
 * - the deadline is sent when the call is made, not when it leaves, so that the server may see a little more of it;
 * - what nice-grpc makes for a call, such as a connection, keeps the context in which it was first asked for.
 */
export function clientMiddleware(): ClientMiddleware<ContextOptions> {
  return (call, { ctx: given, header, trailer, ...options }) => {
    responseOptions('nice-grpc: clientMiddleware', { ctx: given, header, trailer });
    const caller = current();
    const ctx = given ?? caller;
    const { path } = call.method;

    let bins: Uint8Array[] = [];

    async function* made() {
      const bound = options.signal === undefined ? ctx : withSignal(ctx, options.signal);
      try {
        return yield* call.next(call.request, {
          ...options,
          metadata: outgoing(ctx, options.metadata, path),
          signal: bound.signal,
          onHeader: bind(caller, (metadata) => {
            fill(header, metadata);
            options.onHeader?.(metadata);
          }),
          onTrailer: bind(caller, (metadata) => {
            bins = metadata.getAll(detailsKey);
            fill(trailer, metadata);
            options.onTrailer?.(metadata);
          }),
        });
      } catch (error) {
        throw (isOfContext(error) && endOf(ctx, path)) || withReceivedDetails(error, bins);
      }
    }
    return bindIterable(caller, made());
  };
}

/** Returns the metadata to send: that of `ctx`, then `own`, then the deadline of `ctx`. */
function outgoing(ctx: Context, own: Metadata | undefined, path: string): Metadata {
  const md = Join(fromOutgoingContext(ctx), own);
  const fault = validateOnSend(md);
  if (fault !== undefined) throw asClientError(path, internal(fault));
  const end = endOf(ctx, path);
  if (end !== undefined) throw end;
  const metadata = Metadata();
  addToNice(metadata, md);
  const { deadline } = ctx;
  if (deadline !== undefined) metadata.set('grpc-timeout', encodeTimeout(deadline.getTime() - Date.now()));
  return metadata;
}

/** Returns the error of a call whose context has ended, or `undefined` if it has not. */
function endOf(ctx: Context, path: string): ClientError | undefined {
  const status = fromContextError(ctx.err());
  return status === undefined ? undefined : asClientError(path, status);
}

/** Reports whether `error` is what nice-grpc throws when a call was given up. */
function isOfContext(error: unknown): boolean {
  if (error instanceof ClientError)
    return error.code === Status.CANCELLED || error.code === Status.DEADLINE_EXCEEDED;
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

function asClientError(path: string, { code, details }: { code: number; details: string }): ClientError {
  return new ClientError(path, code, details);
}

function fill(md: MD | undefined, metadata: Metadata): void {
  if (md === undefined) return;
  md.clear();
  for (const [key, values] of fromNice(metadata)) md.set(key, values);
}
