/** Returns a copy of `values`. Most keys have one value, and for one a literal takes half the time of `slice`. */
export function copyOf(values: readonly string[]): string[] {
  const first = values[0];
  return values.length === 1 && first !== undefined ? [first] : values.slice();
}
