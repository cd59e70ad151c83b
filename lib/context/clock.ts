import type { Context } from './context';
import { reservedKey } from './key';

/** A Clock tells the time and calls back at a time. Deadlines are measured by the clock of the context. */
export interface Clock {
  /** The time in milliseconds since the epoch. */
  now(): number;
  /** Calls `f` once at `time`, however far that is: never before, never at once. What it returns prevents the call. */
  at(time: number, f: () => void): () => void;
}

const longestTimeout = 2 ** 31 - 1; // setTimeout takes what is longer for 1 ms

/** The clock of the machine. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),

  at(time, f) {
    const wait = () => {
      const left = Math.max(0, Math.ceil(time - Date.now()));
      return setTimeout(fire, Math.min(left, longestTimeout)).unref();
    };
    const fire = () => {
      if (Date.now() >= time) f();
      else timer = wait();
    };
    let timer = wait();
    return () => clearTimeout(timer);
  },
};

/** The key under which a context carries its clock, if that is not the machine's. */
export const clockKey = reservedKey<Clock>('context.clock');

/** Returns the clock by which the deadlines of `ctx` are measured. */
export function clockOf(ctx: Context): Clock {
  return ctx.value(clockKey) ?? systemClock;
}
