import { shared } from '../context/internal';

/** The key of the trailer that carries a status with its details, a `google.rpc.Status`. */
export const detailsKey = 'grpc-status-details-bin';

/**
 * The bytes that errors carry, for all copies of the library in the process. They are not a property of the error, since
 * `util.inspect` with `showHidden` prints each of those, and a frozen error takes none.
 */
const bytesOfErrors = shared('statusDetails', () => new WeakMap<object, Uint8Array>());

/** Has `error` carry `bytes`, the `google.rpc.Status` whose code and text it has. Returns it. */
export function withDetailsBin<E extends object>(error: E, bytes: Uint8Array | undefined): E {
  if (bytes !== undefined) bytesOfErrors.set(error, bytes);
  return error;
}

/** Returns the bytes that `error` carries, if any. */
export function detailsBinOf(error: object): Uint8Array | undefined {
  return bytesOfErrors.get(error);
}
