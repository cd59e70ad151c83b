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

/** Returns what kind of thing `x` is, for the text of an error. It never shows `x`. */
export function kindOf(x: unknown): string {
  return x === null ? 'null' : typeof x;
}

/**
 * Checks that `options` have no other names than those that are `known`: one that is misspelt would have no effect. `where`
 * begins the text.
 *
 * @throws TypeError if they are not an object, or have another name.
 */
export function mustBeKnown(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${where} must be an object: got ${kindOf(options)}`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(`${where} must be ${known.join(', ')}: got ${JSON.stringify(name)}`);
  }
}
