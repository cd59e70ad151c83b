import { ResourceExhausted } from '../codes';
import type { Context } from '../context';
import { kindOf } from '../context/internal';
import { error } from '../status';
import type { ClientInterceptor, ServerInterceptor } from './in-order';

/**
 * Says which calls are too many.
 *
 * Ports go-grpc-middleware's `ratelimit.Limiter`.
 */
export interface Limiter {
  /**
   * Returns an error if the call is to be rejected, whose message the other side is told, and nothing if it may pass. What
   * it throws fails the call as what a handler throws does.
   */
  limit(ctx: Context): Error | undefined | Promise<Error | undefined>;
}

/**
 * Returns a server interceptor that rejects the calls that `limiter` does not let pass, with `RESOURCE_EXHAUSTED`.
 *
 * Ports go-grpc-middleware's `ratelimit`.
 *
 * @throws TypeError if `limiter` has no function `limit`.
 */
export function ratelimit(limiter: Limiter): ServerInterceptor {
  mustBeLimiter('ratelimit', limiter);
  return {
    async unary(ctx, req, { fullMethod }, handler) {
      await pass(limiter, ctx, fullMethod);
      return handler(ctx, req);
    },
    async stream(srv, stream, { fullMethod }, handler) {
      await pass(limiter, stream.context, fullMethod);
      return handler(srv, stream);
    },
  };
}

/**
 * Returns a client interceptor that rejects the calls that `limiter` does not let pass: see `ratelimit`.
 *
 * @throws TypeError if `limiter` has no function `limit`.
 */
export function clientRatelimit(limiter: Limiter): ClientInterceptor {
  mustBeLimiter('clientRatelimit', limiter);
  return {
    async unary(ctx, method, req, invoker, opts) {
      await pass(limiter, ctx, method);
      return invoker(ctx, method, req, opts);
    },
    async stream(ctx, desc, method, streamer, opts) {
      await pass(limiter, ctx, method);
      return streamer(ctx, desc, method, opts);
    },
  };
}

async function pass(limiter: Limiter, ctx: Context, method: string): Promise<void> {
  const rejection = await limiter.limit(ctx);
  if (rejection === undefined) return;
  const why = `${method} is rejected by grpc_ratelimit middleware, please retry later. ${rejection.message}`;
  throw error(ResourceExhausted, why);
}

function mustBeLimiter(name: string, limiter: Limiter): void {
  if (typeof limiter?.limit !== 'function')
    throw new TypeError(
      `interceptors: ${name}: limiter must have a function limit: got ${kindOf(limiter?.limit)}`,
    );
}
