import { cpus } from 'node:os';
import { ratioOf, type Spread, spreadOf } from './statistics';

/** One comparison: a figure of ours beside a figure of something else, both better the smaller they are. */
export interface Row {
  /** What was done. */
  readonly name: string;
  /** What it is compared with. */
  readonly beside: string;
  readonly unit: string;
  readonly own: Spread;
  readonly other: Spread;
  /** `own / other`, round by round. */
  readonly ratio: Spread;
  /** The sum of ours over the sum of theirs: what is rare and large, as a collection of all garbage, counts in it. */
  readonly total: number;
  /** The ratio that is to be reached, if there is one. */
  readonly goal?: number | undefined;
  /** What it is one of: those of one group that reach their goal are one line of a table, the worst of them. */
  readonly group?: string;
  /** The line of Node, in part 6. */
  readonly node?: string;
}

/** What one part of the benchmarks found. */
export interface Result {
  readonly part: number;
  readonly title: string;
  readonly node: string;
  readonly machine: string;
  readonly rows: readonly Row[];
  /** What else has to be known of this run. */
  readonly notes: readonly string[];
}

export function row(
  name: string,
  beside: string,
  unit: string,
  own: readonly number[] = [],
  other: readonly number[] = [],
  goal?: number,
): Row {
  const ratio = ratioOf(own, other);
  return {
    name,
    beside,
    unit,
    own: spreadOf(own),
    other: spreadOf(other),
    ratio,
    total: sum(own) / sum(other),
    goal,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

export function resultOf(
  part: number,
  title: string,
  rows: readonly Row[],
  notes: readonly string[] = [],
): Result {
  const [first] = cpus();
  const machine = `${process.platform} ${process.arch}, ${cpus().length} x ${first?.model ?? 'unknown'}`;
  return { part, title, node: process.version, machine, rows, notes };
}

/** Returns `rows` as those of a group. */
export function inGroup(group: string, rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, group }));
}

/** Tells whether a row reaches its goal; `undefined` if it has none. */
export function reaches({ goal, ratio }: Row): boolean | undefined {
  return goal === undefined ? undefined : ratio.median <= goal;
}
