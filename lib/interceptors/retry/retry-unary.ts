import { type Context, withTimeout } from '../../context';
import { attemptContext, waitForAttempt } from './attempt';
import { isContextError, type Retrying } from './options';

/** Makes a unary call by `invoke`, once in each context that it is given, until it succeeds or is not to be retried. */
export async function retryUnary(
  ctx: Context,
  options: Retrying,
  invoke: (ctx: Context) => Promise<unknown>,
): Promise<unknown> {
  let last: unknown;
  for (let attempt = 0; attempt < options.max; attempt++) {
    await waitForAttempt(ctx, attempt, options);
    if (attempt > 0) options.onRetry(ctx, attempt, last);
    try {
      return await invokeOnce(attemptContext(ctx, attempt), options, invoke);
    } catch (error) {
      last = error;
    }
    if (!mayRetry(ctx, last, options)) break;
  }
  throw last;
}

async function invokeOnce(
  ctx: Context,
  { perRetryTimeout }: Retrying,
  invoke: (ctx: Context) => Promise<unknown>,
): Promise<unknown> {
  if (perRetryTimeout === Number.POSITIVE_INFINITY) return invoke(ctx);
  const [limited, cancel] = withTimeout(ctx, perRetryTimeout);
  try {
    return await invoke(limited);
  } finally {
    cancel();
  }
}

/**
 * Reports whether a call that failed with `error` is to be made again, if its context lives. With a limit for each attempt
 * that may have ended it, and not the context of the call.
 */
export function mayRetry(ctx: Context, error: unknown, { perRetryTimeout, retriable }: Retrying): boolean {
  if (isContextError(error)) {
    if (ctx.err() !== undefined) return false;
    if (perRetryTimeout !== Number.POSITIVE_INFINITY) return true;
  }
  return retriable(error);
}
