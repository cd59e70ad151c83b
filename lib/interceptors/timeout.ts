import { withTimeout } from '../context';
import { OnFinish } from '../grpc';
import { mustBeNumber, mustBePositive } from './check';
import type { ClientInterceptor } from './in-order';

/**
 * Returns a client interceptor that gives each call `ms` milliseconds at most. If the context of the call ends before, it
 * is as without. The time of a stream is that until its end: where streams are long, install `unary` alone.
 *
 * Ports go-grpc-middleware's `timeout`, which knows unary calls.
 *
 * @throws TypeError if `ms` is not a number.
 * @throws RangeError if it is not positive.
 */
export function timeout(ms: number): ClientInterceptor {
  mustBeNumber('timeout: ms', ms);
  mustBePositive('timeout: ms', ms);
  return {
    async unary(ctx, method, req, invoker, opts) {
      const [limited, cancel] = withTimeout(ctx, ms);
      try {
        return await invoker(limited, method, req, opts);
      } finally {
        cancel();
      }
    },
    async stream(ctx, desc, method, streamer, opts) {
      const [limited, cancel] = withTimeout(ctx, ms);
      try {
        return await streamer(limited, desc, method, [...opts, OnFinish(cancel)]);
      } catch (error) {
        cancel();
        throw error;
      }
    },
  };
}
