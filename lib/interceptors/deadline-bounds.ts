import { afterFunc, type Context, withTimeout } from '../context';
import { contextError } from '../status/internal';
import { mustBeOptions, mustBePositive } from './check';
import type { ServerInterceptor } from './in-order';

/** Options of `deadlineBounds`. At least one is given. */
export interface DeadlineBounds {
  /** How many milliseconds a call may take at most, whatever its client says. */
  readonly maxTimeout?: number | undefined;
  /** How many milliseconds a call may take whose client set no deadline. It is `maxTimeout` if it is left out. */
  readonly defaultTimeout?: number | undefined;
}

/**
 * Returns a server interceptor that bounds how long a call may take: a client's deadline alone does not decide how long a
 * server works. The context of the call has the earlier of the deadline of its client and the bound. When that has passed the
 * call ends with `DEADLINE_EXCEEDED`, whatever its handler does; the handler sees its context end.
 *
 * @throws TypeError if a bound is not a number.
 * @throws RangeError if a bound is not positive, or none is given.
 */
export function deadlineBounds(bounds: DeadlineBounds): ServerInterceptor {
  mustBeOptions('deadlineBounds: bounds', bounds, ['maxTimeout', 'defaultTimeout']);
  const { maxTimeout, defaultTimeout = maxTimeout } = bounds;
  mustBePositive('deadlineBounds: maxTimeout', maxTimeout);
  mustBePositive('deadlineBounds: defaultTimeout', defaultTimeout);
  if (defaultTimeout === undefined)
    throw new RangeError('interceptors: deadlineBounds: a bound must be given: got none');
  const longest = maxTimeout ?? Number.POSITIVE_INFINITY;
  const boundOf = (ctx: Context) =>
    ctx.deadline === undefined ? Math.min(defaultTimeout, longest) : longest;
  return {
    unary: async (ctx, req, _, handler) => bounded(ctx, boundOf(ctx), (own) => handler(own, req)),
    stream: async (srv, stream, _, handler) =>
      bounded(stream.context, boundOf(stream.context), (context) => handler(srv, { ...stream, context })),
  };
}

/** Calls `handle` with a context that ends after `ms` milliseconds at the latest: so does the wait for its result. */
async function bounded<T>(ctx: Context, ms: number, handle: (ctx: Context) => Promise<T>): Promise<T> {
  if (ms === Number.POSITIVE_INFINITY) return handle(ctx);
  const [own, cancel] = withTimeout(ctx, ms);
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = afterFunc(own, () => ctx.err() ?? reject(contextError(own.err())));
  });
  try {
    return await Promise.race([handle(own), ended]);
  } finally {
    stop();
    cancel();
  }
}
