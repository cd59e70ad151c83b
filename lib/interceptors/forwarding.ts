import type { Policy } from '../forward';
import { mustBeObject } from './check';
import type { ClientInterceptor } from './in-order';

/**
 * Returns a client interceptor that applies `policy` to the context of each call. Put it last, next to the call, so that
 * what other interceptors set goes before what is forwarded.
 *
 * @throws TypeError if `policy` is none: rules are given to `policy()`.
 */
export function forwarding(policy: Policy): ClientInterceptor {
  mustBeObject('forwarding: policy', policy);
  if (typeof policy.apply !== 'function')
    throw new TypeError(
      'interceptors: forwarding: policy must be what policy() of mdctx/forward returns: got rules',
    );
  return {
    unary: async (ctx, method, req, invoker, opts) => invoker(policy.apply(ctx), method, req, opts),
    stream: async (ctx, desc, method, streamer, opts) => streamer(policy.apply(ctx), desc, method, opts),
  };
}
