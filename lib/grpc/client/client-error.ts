import { ClientError, ServerError } from 'nice-grpc-common';
import { safely, shared } from '../../context/internal';
import { clientError, statusOf } from '../../status/internal';

/** The one error of its kind, compared with `===`. */
function eof(): Error {
  const error = new Error('EOF');
  error.name = 'EOF';
  error.stack = 'EOF'; // made once: its stack says nothing
  return error;
}

/**
 * The error of `send` on a stream whose call has ended: `recv` then tells how it ended. It is the same in each copy of the
 * library: compare it with `===`.
 *
 * Ports Go's `io.EOF`.
 */
export const EOF: Error = shared('EOF', eof);

/**
 * Returns a promise that rejects with `error`, whose stack names the place that awaits it: V8 follows the promises that wait
 * for this one, so that a call which succeeds pays nothing for it. `beforeThrowing` is called when the stack is known.
 */
export async function failed(error: unknown, beforeThrowing?: () => void): Promise<never> {
  await undefined;
  await undefined; // now the promise that was resolved with this one waits for it
  if (isClientError(error) && Object.isExtensible(error)) Error.captureStackTrace(error, failed);
  beforeThrowing?.();
  throw error;
}

/** Returns `error` as the caller of `path` gets it: a status that an interceptor made is a `ClientError` there. */
export function asClientError(path: string, error: unknown): unknown {
  if (isClientError(error)) return error;
  const status = safely(() => error instanceof ServerError, false) ? statusOf(error) : undefined;
  return status === undefined ? error : clientError(path, status);
}

/** Reports whether `error` is one, as `instanceof` does, which reads what it is given: that may throw. */
function isClientError(error: unknown): error is ClientError {
  return safely(() => error instanceof ClientError, false);
}
