/** A promise that has settled, for what is done at once. */
export const done: Promise<void> = Promise.resolve();

/** Returns a promise that has rejected with `error`. It is harmless if it is not awaited. */
export function rejected(error: unknown): Promise<never> {
  return harmless(Promise.reject(error));
}

/** Returns `promise`, which ends no process if it rejects and is not awaited, as an ignored error result does not in Go. */
export function harmless<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
