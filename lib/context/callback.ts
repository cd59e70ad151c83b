import { types } from 'node:util';
import { errorTrace, isError } from './error-text';

/**
 * Calls `f` with `args`, a user's function for which there is no caller left to throw to, and returns nothing of it. What it throws, or
 * what the promise that it returns rejects with, becomes a warning of the process, which would end otherwise; `name` is the
 * public function that was given `f`.
 */
export function callContained<Args extends unknown[]>(
  name: string,
  f: (...args: Args) => unknown,
  ...args: Args
): void {
  try {
    containRejection(name, f(...args));
  } catch (error) {
    warn(name, error);
  }
}

/** Has what `result` rejects with, if it is a promise, become a warning of the process; `name` is the public function. */
export function containRejection(name: string, result: unknown): void {
  if (types.isPromise(result)) result.catch((error: unknown) => warn(name, error));
}

function warn(name: string, error: unknown): void {
  const text = isError(error) ? errorTrace(error) : `got ${typeof error}`;
  process.emitWarning(`${name}: the function must not throw: ${text}`, { code: 'MDCTX_CALLBACK' });
}
