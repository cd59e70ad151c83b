import { Status } from 'nice-grpc-common';
import { errorTrace, safely } from '../../context/internal';
import { toText } from '../../status/internal';

/** A status without metadata. */
interface Unknown {
  readonly code: Status;
  readonly details: string;
}

/**
 * Returns the status of a call of the method `path` whose handler failed with `error` by accident: it discloses as little as
 * grpc-js does. `error` is reported as a warning of the process, as nothing else reports it.
 */
export function unknownError(path: string, error: unknown): Unknown {
  process.emitWarning(`${path}: uncaught error of a handler: ${errorTrace(error)}`);
  return { code: Status.UNKNOWN, details: 'Unknown error' };
}

/**
 * Returns what grpc-js makes of an error that a handler passed to it; `undefined` if it is not an object, or cannot be read.
 */
export function toldStatus(error: unknown): Unknown | undefined {
  return safely(() => {
    if (typeof error !== 'object' || error === null) return undefined;
    const code = 'code' in error && Number.isInteger(error.code) ? Number(error.code) : undefined;
    const message = 'message' in error ? toText(error.message) : 'Unknown Error';
    if (code === undefined) return { code: Status.UNKNOWN, details: message };
    return {
      code,
      details: 'details' in error && typeof error.details === 'string' ? error.details : message,
    };
  }, undefined);
}
