import { Status } from 'nice-grpc-common';

/** A status without metadata. */
interface Unknown {
  readonly code: Status;
  readonly details: string;
}

/**
 * Returns the status of a call of the method `path` whose handler failed with `error` by accident: it discloses as little as
 * grpc-js does. `error` is reported as a warning of the process, as nobody else is told of it.
 */
export function unknownError(path: string, error: unknown): Unknown {
  process.emitWarning(`${path}: uncaught error of a handler: ${describe(error)}`);
  return { code: Status.UNKNOWN, details: 'Unknown error' };
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } catch {
    return typeof error; // what it is cannot be printed
  }
}
