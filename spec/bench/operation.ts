import { measure } from 'mitata';
import type { Subject } from './in-turn';

/** How long one measurement of a small operation takes. */
export interface Effort {
  readonly rounds: number;
  /** Nanoseconds of one measurement in one round. */
  readonly budget: number;
  /** The time on the clock, in ns: that of the processor, unless said otherwise. */
  readonly now?: () => number;
}

/** The time, in ns. It is for what is compared with a figure of the same clock. */
export function wallTime(): number {
  return performance.now() * 1e6;
}

/** How long all threads of this process have run, in ns: what else the machine does meanwhile is no part of it. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
}

const sample = 1e6; // ns; a batch of calls between two looks at the clock, which take some microseconds
const warmUp = 2e7; // ns; after that V8 has compiled what it will

/**
 * Returns a subject whose figure is how many nanoseconds `f` takes, on average: the collection of the garbage that it
 * makes is part of that, which a median over single calls would not show. `f` hands its result to `do_not_optimize`.
 */
export function operation(name: string, { budget, now = processorTime }: Effort, f: () => void): Subject {
  callsWithin(warmUp, f);
  const batch = batchOf(f);
  return {
    name,
    measure: async () => {
      const { avg } = await measure(f, {
        now,
        gc: false,
        min_cpu_time: budget,
        batch_samples: batch,
        batch_threshold: batch === 1 ? 0 : Number.POSITIVE_INFINITY,
        samples_threshold: Number.POSITIVE_INFINITY, // or the slowest samples are left out: those with a collection
      });
      return avg;
    },
  };
}

/** Returns how many calls of `f` make one sample: a multiple of four, as mitata unrolls its loop four times, or 1. */
function batchOf(f: () => void): number {
  const calls = callsWithin(sample, f);
  return calls < 8 ? 1 : Math.min(4096, calls - (calls % 4));
}

/** Calls `f` for so many nanoseconds, and returns how often. */
function callsWithin(ns: number, f: () => void): number {
  const begun = process.hrtime.bigint();
  let calls = 0;
  while (Number(process.hrtime.bigint() - begun) < ns) {
    f();
    calls++;
  }
  return calls;
}
