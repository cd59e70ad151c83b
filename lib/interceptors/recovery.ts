import type { Context } from '../context';
import { statusOf } from '../grpc';
import { internal } from '../grpc/internal';
import type { ServerInterceptor } from './pair';

/**
 * Returns a server interceptor that hides what goes wrong in a handler: an error that is no status ends the call with
 * `INTERNAL internal error`, and tells the client nothing more. A status passes, as does an error that stands for one:
 * that of a context, that of a call that the handler made, and one that has such an error as its `cause`.
 *
 * `onError` is given what it hides. What it throws is hidden too.
 *
 * Ports go-grpc-middleware's `recovery`, which hides panics; errors that are no status are the panics of JavaScript.
 */
export function recovery(onError: (ctx: Context, error: unknown) => void = () => {}): ServerInterceptor {
  const hidden = (ctx: Context, error: unknown): unknown => {
    if (statusOf(error) !== undefined) return error;
    try {
      onError(ctx, error);
    } catch {
      // The client is told the same, whatever goes wrong here.
    }
    return internal('internal error');
  };
  return {
    async unary(ctx, req, _, handler) {
      try {
        return await handler(ctx, req);
      } catch (error) {
        throw hidden(ctx, error);
      }
    },
    async stream(srv, stream, _, handler) {
      try {
        await handler(srv, stream);
      } catch (error) {
        throw hidden(stream.context, error);
      }
    },
  };
}
