import { Internal } from '../codes';
import type { Context } from '../context';
import { error as statusError } from '../status';
import { statusOf } from '../status/internal';
import { mustBeFunctions } from './check';
import type { ServerInterceptor } from './in-order';

/**
 * Called with an error that has no status; it may return the error with which to end the call in its place.
 *
 * Ports go-grpc-middleware's `recovery.RecoveryHandlerFuncContext`.
 */
export type RecoveryHandler = (ctx: Context, error: unknown) => unknown;

/**
 * Returns a server interceptor that hides what goes wrong in a handler: an error that has no status ends the call with
 * `INTERNAL internal error`, and the client learns nothing more. A status passes, as does an error that stands for one: that
 * of a context, that of a call that the handler made, and one that has such an error as its `cause`.
 *
 * `handler` is given what is hidden, and chooses the error of the call: that which it returns, or whose promise it returns.
 * If it returns something else, or fails itself, the call ends as without it.
 *
 * Ports go-grpc-middleware's `recovery`, which recovers from panics; errors without a status are the panics of JavaScript.
 *
 * @throws TypeError if `handler` is not a function.
 */
export function recovery(handler?: RecoveryHandler): ServerInterceptor {
  mustBeFunctions('recovery', { handler }, 'handler');
  return {
    async unary(ctx, req, _, next) {
      try {
        return await next(ctx, req);
      } catch (error) {
        throw await recovered(ctx, error, handler);
      }
    },
    async stream(srv, stream, _, next) {
      try {
        await next(srv, stream);
      } catch (error) {
        throw await recovered(stream.context, error, handler);
      }
    },
  };
}

async function recovered(
  ctx: Context,
  error: unknown,
  handler: RecoveryHandler | undefined,
): Promise<unknown> {
  if (statusOf(error) !== undefined) return error;
  try {
    const chosen = await handler?.(ctx, error);
    if (chosen instanceof Error) return chosen;
  } catch {
    // The client is told the same, whatever goes wrong here.
  }
  return statusError(Internal, 'internal error');
}
