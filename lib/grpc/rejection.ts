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

/**
 * Returns a promise that settles as `promise` does, and ends no process either. It is caught when it rejects, not before, so that the
 * stack of the error leads to where it is awaited: V8 follows a promise that one alone waits for.
 */
export function harmlessTraced<T>(promise: Promise<T>): Promise<T> {
  const result = following();
  return result;

  async function following(): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      void harmless(result);
      throw error;
    }
  }
}
