import { type Context, withValue } from '../context';
import { type Clock, clockKey, contextOf, wrongType } from '../context/internal';

interface Alarm {
  readonly time: number;
  readonly ring: () => void;
}

/** A clock that stands still until `advance` moves it. See `manualClock`. */
export class ManualClock implements Clock {
  private time: number;
  private readonly alarms = new Set<Alarm>(); // in the order in which they were set

  /** @internal */
  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  at(time: number, f: () => void): () => void {
    if (typeof time !== 'number') throw wrongType('testing: ManualClock.at: time', 'a number', time);
    if (typeof f !== 'function') throw wrongType('testing: ManualClock.at: f', 'a function', f);
    const alarm = { time, ring: f };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  }

  /**
   * Lets `ms` milliseconds pass. What is due by then happens before it returns, in the order of its time, and at that
   * time by this clock; what is set meanwhile and is due too, as well.
   *
   * @throws TypeError if `ms` is not a number.
   * @throws RangeError if it is not 0 or more.
   */
  advance(ms: number): void {
    if (typeof ms !== 'number') throw wrongType('testing: ManualClock.advance: ms', 'a number', ms);
    if (!(ms >= 0)) throw new RangeError(`testing: ManualClock.advance: ms must be 0 or more: got ${ms}`);
    const end = this.time + ms;
    for (let alarm = this.next(end); alarm !== undefined; alarm = this.next(end)) {
      this.time = Math.max(this.time, alarm.time);
      this.alarms.delete(alarm);
      alarm.ring();
    }
    this.time = end;
  }

  private next(end: number): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.alarms) {
      if (alarm.time <= end && (next === undefined || alarm.time < next.time)) next = alarm;
    }
    return next;
  }
}

/**
 * Returns a clock that stands still until `advance` moves it. It begins at `time`, in milliseconds since the epoch; that
 * is now if it is left out, so that a deadline by this clock also means something to a runtime, which goes by its own.
 *
 * @throws TypeError if `time` is not a finite number.
 */
export function manualClock(time: number = Date.now()): ManualClock {
  if (!Number.isFinite(time)) throw wrongType('testing: manualClock: time', 'a number of milliseconds', time);
  return new ManualClock(time);
}

/**
 * Returns a context derived from `ctx`: the deadlines and timeouts of what is derived from it go by `clock`. A deadline
 * that `ctx` has already goes by its own.
 *
 * @throws TypeError if `ctx` is not a context, or `clock` not a clock.
 */
export function withClock(ctx: Context | undefined, clock: Clock): Context;
export function withClock(clock: Clock): Context;
export function withClock(...args: [Context | undefined, Clock] | [Clock]): Context {
  const [ctx, clock] = args.length === 2 ? args : [undefined, ...args];
  const there = contextOf('testing: withClock', ctx);
  if (typeof clock?.now !== 'function' || typeof clock.at !== 'function')
    throw wrongType('testing: withClock: clock', 'a Clock, as manualClock() returns one', clock);
  return withValue(there, clockKey, clock);
}
