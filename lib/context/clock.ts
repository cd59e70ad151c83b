import { type Context, reservedKey } from './context';
import { wrongType } from './kind';

/** A Clock tells the time and calls back at a time. The deadlines of a context are measured by its clock. */
export interface Clock {
  /** The time in milliseconds, since a moment of the clock's own. It never goes back. */
  now(): number;
  /**
   * Calls `f` once at `time`, however far that is: never before, never at once. What it returns prevents the call. If it
   * `keepsAlive`, the process does not end before.
   */
  at(time: number, f: () => void, keepsAlive?: boolean): () => void;
  /** Returns what to add to `now()` for the milliseconds since the epoch, as a Date has them; without it that is nothing. */
  epoch?(): number;
}

const longestTimeout = 2 ** 31 - 1; // setTimeout takes what is longer for 1 ms
const granularity = 5; // ms: Node's timers are early by 1 ms at most

/** The clock of the machine, which goes on evenly when its date is set. */
export const systemClock: Clock = {
  now: () => performance.now(),

  epoch() {
    let date = Date.now();
    let now = performance.now();
    // The process may be stopped between two readings: they count if one before and one after are close together.
    for (let attempt = 0; attempt < 3; attempt++) {
      const before = performance.now();
      date = Date.now();
      now = performance.now();
      if (now - before < 0.1) break;
    }
    return date - now;
  },

  at(time, f, keepsAlive = false) {
    const wait = () => {
      const left = Math.max(1, Math.ceil(time - performance.now()));
      isLast = left <= longestTimeout;
      const timer = setTimeout(fire, Math.min(left, longestTimeout));
      return keepsAlive ? timer : unref(timer);
    };
    const fire = () => {
      const left = time - performance.now();
      // Earlier than a timer of Node's can be, it is one of a test that has replaced setTimeout, and not performance.
      if (left <= 0 || (isLast && left > granularity)) f();
      else timer = wait();
    };
    let isLast = true;
    let timer = wait();
    return () => clearTimeout(timer);
  },
};

/** A browser's timer, as a test environment may have it, is a number. */
function unref(timer: NodeJS.Timeout): NodeJS.Timeout {
  if (typeof timer === 'object') timer.unref?.();
  return timer;
}

/** The key under which a context carries its clock, if that is not the machine's. */
export const clockKey = reservedKey<Clock>('context.clock');

/** Returns the clock by which the deadlines of `ctx` are measured. */
export function clockOf(ctx: Context): Clock {
  return ctx.value(clockKey) ?? systemClock;
}

/** Returns what to add to a time of `clock` for the milliseconds since the epoch. */
export function epochOf(clock: Clock): number {
  return clock.epoch?.() ?? 0;
}

/**
 * Returns `ms`.
 *
 * @throws TypeError if it is not a number.
 * @throws RangeError if it is `NaN`. `where`, the function with its package, begins the text.
 */
export function mustBeDuration(where: string, ms: number): number {
  if (typeof ms !== 'number') throw wrongType(`${where}: ms`, 'a number', ms);
  if (Number.isNaN(ms)) throw new RangeError(`${where}: ms must be a number: got NaN`);
  return ms;
}
