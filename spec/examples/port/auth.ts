import { type Context, context, metadata, withValue } from 'mdctx';
import type { StreamServerInterceptor, UnaryServerInterceptor } from 'mdctx/grpc';
import { ServerError, Status } from 'nice-grpc-common';

/** The readers, by their tokens. */
const readers = new Map([
  ['token-of-ada', 'ada'],
  ['token-of-bob', 'bob'],
]);

const readerKey = context.key<string>('reader');

/** Returns the reader who makes the call. */
export function readerFromContext(ctx: Context): string {
  return ctx.value(readerKey) ?? '';
}

// #region auth
/** Returns a context with the reader whose token came with the call. */
function authenticate(ctx: Context): Context {
  const [value] = metadata.valueFromIncomingContext(ctx, 'authorization') ?? [];
  if (value === undefined) throw new ServerError(Status.UNAUTHENTICATED, 'no token');
  const token = /^Bearer (.*)$/.exec(value)?.[1] ?? '';
  const reader = readers.get(token);
  if (reader === undefined) throw new ServerError(Status.UNAUTHENTICATED, 'bad token');
  return withValue(ctx, readerKey, reader);
}

export const authUnary: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  return handler(authenticate(ctx), req);
};

export const authStream: StreamServerInterceptor = async (srv, stream, _info, handler) => {
  // A stream whose context has the reader.
  return handler(srv, { ...stream, context: authenticate(stream.context) });
};
// #endregion
