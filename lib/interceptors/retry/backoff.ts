import type { Context } from '../../context';
import { mustBeAmount } from '../check';

/**
 * Returns how many milliseconds to wait before a retry. `attempt` is 1 for the first retry.
 *
 * Ports go-grpc-middleware's `retry.BackoffFunc`.
 */
export type BackoffFunc = (ctx: Context, attempt: number) => number;

/**
 * Waits `ms` milliseconds before each retry. Ports `retry.BackoffLinear`.
 *
 * @throws TypeError or RangeError if an argument is not a number of 0 or more.
 */
export function backoffLinear(ms: number): BackoffFunc {
  mustBeAmounts('backoffLinear', { ms });
  return () => ms;
}

/**
 * Waits about `ms` milliseconds before each retry: up to the part `jitter` of it, which is 0.1 for a tenth, more or less.
 *
 * Ports `retry.BackoffLinearWithJitter`.
 *
 * @throws TypeError or RangeError if an argument is not a number of 0 or more.
 */
export function backoffLinearWithJitter(ms: number, jitter: number): BackoffFunc {
  mustBeAmounts('backoffLinearWithJitter', { ms, jitter });
  return () => jittered(ms, jitter);
}

/**
 * Waits `ms` milliseconds before the first retry, and before each later one twice as long. Ports `retry.BackoffExponential`.
 *
 * @throws TypeError or RangeError if an argument is not a number of 0 or more.
 */
export function backoffExponential(ms: number): BackoffFunc {
  mustBeAmounts('backoffExponential', { ms });
  return (_, attempt) => ms * power(attempt);
}

/**
 * Like `backoffExponential`, with the jitter of `backoffLinearWithJitter`. Ports `retry.BackoffExponentialWithJitter`.
 *
 * @throws TypeError or RangeError if an argument is not a number of 0 or more.
 */
export function backoffExponentialWithJitter(ms: number, jitter: number): BackoffFunc {
  mustBeAmounts('backoffExponentialWithJitter', { ms, jitter });
  return (_, attempt) => jittered(ms * power(attempt), jitter);
}

/**
 * Like `backoffExponentialWithJitter`, and never longer than `most` milliseconds.
 *
 * Ports `retry.BackoffExponentialWithJitterBounded`.
 *
 * @throws TypeError or RangeError if an argument is not a number of 0 or more.
 */
export function backoffExponentialWithJitterBounded(ms: number, jitter: number, most: number): BackoffFunc {
  mustBeAmounts('backoffExponentialWithJitterBounded', { ms, jitter, most });
  return (_, attempt) => Math.min(jittered(ms * power(attempt), jitter), most);
}

function mustBeAmounts(name: string, given: Readonly<Record<string, number>>): void {
  for (const [argument, amount] of Object.entries(given)) mustBeAmount(`${name}: ${argument}`, amount);
}

function jittered(ms: number, jitter: number): number {
  return ms * (1 + jitter * (Math.random() * 2 - 1));
}

/** Returns 1 for the attempts 0 and 1, and twice as much for each later one. */
function power(attempt: number): number {
  return 2 ** Math.max(0, attempt - 1);
}
