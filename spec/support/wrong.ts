/** Passes `x` off as what the types ask for, as JavaScript and `any` do. */
export function wrong<T>(x: unknown): T {
  return x as T;
}

/** Returns what `f` throws; `undefined` if it throws nothing. */
export function thrownBy(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  return undefined;
}
