import { type CallOption, EmptyCallOption } from '../../grpc';
import { type Retrying, type RetryOptions, retrying } from './options';

const retryOptions = Symbol.for('mdctx.retry.1'); // copies of the library know each other's

/** Options of `retry` for one call. */
class RetryCallOption extends EmptyCallOption {
  readonly [retryOptions]: RetryOptions;

  constructor(options: RetryOptions) {
    super();
    this[retryOptions] = options;
  }
}

function isRetryCallOption(opt: CallOption): opt is RetryCallOption {
  return retryOptions in opt;
}

/**
 * Returns an option that has `retry` make one call with `options` in place of its own: `client.hello(ctx, req, withRetry({ max: 5 }))`.
 * Without `retry` among the interceptors it does nothing.
 *
 * Ports go-grpc-middleware's `retry.WithMax` and the like, `retry.Disable()` as `{ max: 0 }`.
 *
 * @throws TypeError or RangeError if an option has a value that it cannot have.
 */
export function withRetry(options: RetryOptions): CallOption {
  retrying('withRetry', options);
  return new RetryCallOption(options);
}

/** Returns how a call with `opts` is retried, by an interceptor with the options `base`. */
export function retryingOf(base: Retrying, opts: readonly CallOption[]): Retrying {
  return opts.reduce(
    (own, opt) => (isRetryCallOption(opt) ? retrying('retry', opt[retryOptions], own) : own),
    base,
  );
}
