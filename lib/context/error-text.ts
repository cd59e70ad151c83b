/**
 * For what user code threw, or a promise rejected with: anything, including a Proxy whose traps throw. Nothing here throws.
 */

/** Reports whether `x` is an error, by its message: an error of another realm is not an `instanceof Error` here. */
export function isError(x: unknown): x is Error {
  return safely(
    () => typeof x === 'object' && x !== null && 'message' in x && typeof x.message === 'string',
    false,
  );
}

/** Returns the message of an error, or the string of anything else; its type if it has none. */
export function errorText(thrown: unknown): string {
  return safely(() => (isError(thrown) ? thrown.message : String(thrown)), typeof thrown);
}

/** Returns the stack of an error for a warning, or else what `errorText` returns. */
export function errorTrace(thrown: unknown): string {
  return safely(
    () => (isError(thrown) && thrown.stack ? String(thrown.stack) : errorText(thrown)),
    typeof thrown,
  );
}

/** Returns what `look` returns, or `otherwise` if it throws. */
export function safely<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
