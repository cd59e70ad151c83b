import { shared } from './shared';

/** How a context ended. There are two of them, compared with `===`. */
class ContextError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
    this.stack = `${name}: ${message}`; // made once: its stack says nothing
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
