import { Status } from 'nice-grpc-common';
import type { Failure } from '../../grpc-js/internal';
import { statusOf } from '../../status/internal';

/**
 * Returns the status of a call of the method `path` whose handler failed with `error`: the one that the error stands for, and
 * else that of nice-grpc, which discloses nothing of an error and reports it as a warning of the process.
 */
export function failureOf(path: string, error: unknown): Failure {
  const status = statusOf(error);
  if (status !== undefined) return status;
  if (isAbortError(error)) return { code: Status.CANCELLED, details: 'The operation was cancelled' };
  process.emitWarning(
    `${path}: Uncaught error in server implementation method. Server methods should only throw ServerError or AbortError. ${describe(error)}`,
  );
  return { code: Status.UNKNOWN, details: 'Unknown server error occurred' };
}

function isAbortError(error: unknown): boolean {
  try {
    return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
  } catch {
    return false; // a getter of the error's threw
  }
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } catch {
    return typeof error; // it cannot be printed
  }
}
