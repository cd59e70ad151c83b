/** How a figure that was measured in many rounds is spread. */
export interface Spread {
  readonly median: number;
  /** The quartiles: half of the rounds lie between them. */
  readonly q1: number;
  readonly q3: number;
  readonly rounds: number;
}

/** Returns the value below which the share `p` of `values` lies, between two of them where need be. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * p;
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return below + (above - below) * (at - Math.floor(at));
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: median(values),
    q1: quantile(values, 0.25),
    q3: quantile(values, 0.75),
    rounds: values.length,
  };
}

/** Returns how `own` compares with `other`, round by round: what was measured together is divided. */
export function ratioOf(own: readonly number[], other: readonly number[]): Spread {
  return spreadOf(own.map((value, round) => value / (other[round] ?? Number.NaN)));
}
