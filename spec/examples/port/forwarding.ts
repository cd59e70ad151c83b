import { policy } from 'mdctx/forward';
import { forwarding } from 'mdctx/interceptors';

// #region forwarding
/** What goes on to the stock of what came in with a call. A token is not among it, and could not be. */
export const forward = forwarding(policy({ keys: ['x-request-id', 'x-branch'] }));
// #endregion
