import { Canceled, type Code, DeadlineExceeded, ResourceExhausted, Unavailable } from '../../codes';
import type { Context } from '../../context';
import { code } from '../../status';
import { mustBeCodes, mustBeCount, mustBeFunctions, mustBeOptions, mustBePositive } from '../check';
import { type BackoffFunc, backoffLinearWithJitter } from './backoff';

/** Options of `retry`. Each ports the function `With…` of go-grpc-middleware's `retry`. */
export interface RetryOptions {
  /** How often a call is made at most, the first time included. It is 0 if it is left out: nothing is retried. */
  readonly max?: number | undefined;
  /** The codes to retry: `ResourceExhausted` and `Unavailable` if they are left out. */
  readonly codes?: readonly Code[] | undefined;
  /** Reports whether to retry a call that failed with `error`. It takes the place of `codes`. */
  readonly retriable?: ((error: unknown) => boolean) | undefined;
  /** How long to wait before a retry: about 50 ms, with a jitter of a tenth, if it is left out. */
  readonly backoff?: BackoffFunc | undefined;
  /**
   * How many milliseconds each attempt of a unary call may take. The next begins when it is over, as long as the context of
   * the call lives. There is no such limit if it is left out.
   */
  readonly perRetryTimeout?: number | undefined;
  /** Called before each retry; `attempt` is 1 for the first. What it throws fails the call. */
  readonly onRetry?: ((ctx: Context, attempt: number, error: unknown) => void) | undefined;
}

/** The options of one call, with those that were left out filled in. */
export interface Retrying {
  readonly max: number;
  readonly backoff: BackoffFunc;
  readonly retriable: (error: unknown) => boolean;
  readonly perRetryTimeout: number;
  readonly onRetry: (ctx: Context, attempt: number, error: unknown) => void;
}

const disabled: Retrying = {
  max: 0,
  backoff: backoffLinearWithJitter(50, 0.1),
  retriable: retriableBy([ResourceExhausted, Unavailable]),
  perRetryTimeout: Number.POSITIVE_INFINITY,
  onRetry: () => {},
};

/**
 * Returns `base` with `options` in place of its own.
 *
 * @throws TypeError or RangeError if an option has a value that it cannot have.
 */
export function retrying(name: string, options: RetryOptions, base = disabled): Retrying {
  const known = ['max', 'codes', 'retriable', 'backoff', 'perRetryTimeout', 'onRetry'] as const;
  mustBeOptions(`${name}: options`, options, known);
  mustBeFunctions(name, options, 'retriable', 'backoff', 'onRetry');
  mustBeCount(`${name}: max`, options.max);
  mustBePositive(`${name}: perRetryTimeout`, options.perRetryTimeout);
  mustBeCodes(`${name}: codes`, options.codes);
  const { max, codes, retriable, backoff, perRetryTimeout, onRetry } = options;
  return {
    max: max ?? base.max,
    backoff: backoff ?? base.backoff,
    retriable: retriable ?? (codes && retriableBy(codes)) ?? base.retriable,
    perRetryTimeout: perRetryTimeout ?? base.perRetryTimeout,
    onRetry: onRetry ?? base.onRetry,
  };
}

/** Reports whether `error` says that the call was cancelled or took too long. */
export function isContextError(error: unknown): boolean {
  const own = code(error);
  return own === DeadlineExceeded || own === Canceled;
}

/** The errors of a context are not retried, whatever the codes are. */
function retriableBy(codes: readonly Code[]): (error: unknown) => boolean {
  return (error) => !isContextError(error) && codes.includes(code(error));
}
