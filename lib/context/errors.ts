import { shared } from './shared';

/** How a context ended. There are two of them, compared with `===`. */
class ContextError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
    this.stack = `${name}: ${message}`; // made once for all: where it was made tells nothing
  }
}

/**
 * The error of a context that was cancelled. Its `name` is `AbortError`, which JavaScript libraries test for.
 *
 * Ports Go's `context.Canceled`.
 */
export const Canceled: Error = shared('Canceled', () => new ContextError('AbortError', 'context canceled'));

/**
 * The error of a context whose deadline passed. Its `name` is `TimeoutError`, which JavaScript libraries test for.
 *
 * Ports Go's `context.DeadlineExceeded`.
 */
export const DeadlineExceeded: Error = shared(
  'DeadlineExceeded',
  () => new ContextError('TimeoutError', 'context deadline exceeded'),
);

/** Returns what kind of thing `x` is, for the text of an error. It never shows `x`. */
export function kindOf(x: unknown): string {
  return x === null ? 'null' : typeof x;
}
