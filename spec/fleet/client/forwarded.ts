import { policy } from 'mdctx/forward';
import { forwarding, inOrder } from 'mdctx/interceptors';

/** The interceptors of each client: what a call came in with goes on. */
export const forwarded = inOrder(forwarding(policy({ keys: ['x-id', 'x-id-bin', 'x-tenant'] })));
