import { afterFunc, type Context, withTimeout } from '../../context';
import { appendToOutgoingContext, fromOutgoingContext, newOutgoingContext } from '../../metadata';
import { contextError } from '../../status/internal';
import type { Retrying } from './options';

/** The keys under which a retry sends its number: that of go-grpc-middleware, and as its version 1 spelt it. */
const attemptKeys = ['x-retry-attempt', 'x-retry-attempty'] as const;

/**
 * Waits as long as `backoff` says before the retry `attempt`; 0 is the call itself, for which there is no wait.
 *
 * @throws ServerError with `CANCELLED` or `DEADLINE_EXCEEDED` if the context of the call has ended.
 */
export async function waitForAttempt(ctx: Context, attempt: number, { backoff }: Retrying): Promise<void> {
  if (attempt === 0) return;
  const ms = backoff(ctx, attempt);
  if (ms > 0) await pause(ctx, ms);
  const end = contextError(ctx.err());
  if (end !== undefined) throw end;
}

/** Waits `ms` milliseconds by the clock of `ctx`, or until it ends. */
async function pause(ctx: Context, ms: number): Promise<void> {
  const [waiting, stop] = withTimeout(ctx, ms);
  const alive = setInterval(() => {}, 2 ** 30); // deadlines do not keep a process alive, and a call does
  try {
    await new Promise<void>((resolve) => afterFunc(waiting, resolve));
  } finally {
    clearInterval(alive);
    stop();
  }
}

/** Returns the context of an attempt: that of the call, which sends the server the number of a retry. */
export function attemptContext(ctx: Context, attempt: number): Context {
  if (attempt === 0) return ctx;
  const md = fromOutgoingContext(ctx);
  for (const key of attemptKeys) md?.delete(key);
  const pairs = attemptKeys.flatMap((key) => [key, String(attempt)]);
  return appendToOutgoingContext(md === undefined ? ctx : newOutgoingContext(ctx, md), ...pairs);
}
