import type { Policy } from '../forward';
import type { ClientInterceptor } from './pair';

/**
 * Returns a client interceptor that applies `policy` to the context of each call. Put it last, next to the call, so that
 * what other interceptors set goes before what is forwarded.
 */
export function forwarding(policy: Policy): ClientInterceptor {
  return {
    unary: async (ctx, method, req, invoker, opts) => invoker(policy.apply(ctx), method, req, opts),
    stream: async (ctx, desc, method, streamer, opts) => streamer(policy.apply(ctx), desc, method, opts),
  };
}
