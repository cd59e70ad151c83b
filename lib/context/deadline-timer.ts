import { type Cancellation, excluding, including, type OneOrMore } from './cancellation';
import { type Clock, epochOf } from './clock';
import { DeadlineExceeded } from './errors';

/** A state that ends at a deadline or with a signal. */
export interface Owner {
  /** Returns how it ended, or `undefined` while it has not. */
  cancellation(): Cancellation | undefined;
  /** Ends it, unless it has ended before. */
  end(cancellation: Cancellation): void;
}

/** Details of a deadline. */
export interface DeadlineInit {
  /** The time as a Date has it, if that was given. */
  readonly epochTime?: number;
  /** What `cause` gives when the deadline has passed. */
  readonly cause?: unknown;
}

/** A difference between two readings of the same two clocks that shows that one was set, in milliseconds. */
const jump = 100;

/** The deadline at which a state ends by itself, and its timer, which runs while the state has subscribers. */
export class DeadlineTimer {
  /** By `clock`. */
  readonly time: number;
  readonly clock: Clock;
  /** The nearest one above by another clock: of two by the same clock, the inner is the earlier. */
  private readonly outer: DeadlineTimer | undefined;
  private readonly owner: Owner | undefined; // undefined if the state does not end by itself, but as a user's context says
  private readonly cause: unknown;
  private waiters: OneOrMore<object>;
  private stop: (() => void) | undefined; // while there are any
  private shown: number | undefined; // what `epochTime` returned
  private epoch = 0; // when it did so

  constructor(
    owner: Owner | undefined,
    time: number,
    clock: Clock,
    above: DeadlineTimer | undefined, // the nearest deadline above
    { epochTime, cause }: DeadlineInit,
  ) {
    this.owner = owner;
    this.time = time;
    this.clock = clock;
    this.cause = cause ?? DeadlineExceeded;
    this.outer = above?.clock === clock || above?.owner === undefined ? above?.outer : above;
    if (epochTime === undefined) return;
    this.shown = epochTime;
    this.epoch = epochTime - time;
  }

  /**
   * Returns the deadline in milliseconds since the epoch: the same each time, unless the machine's clock is set, since
   * callers compare it with that.
   */
  epochTime(): number {
    const epoch = epochOf(this.clock);
    if (this.shown === undefined || Math.abs(epoch - this.epoch) > jump) {
      this.shown = Math.round(this.time + epoch);
      this.epoch = epoch;
    }
    return this.shown;
  }

  /** Returns the milliseconds that are left; none or less once it has passed. */
  remaining(): number {
    return this.time - this.clock.now();
  }

  /** Returns the first of this and those above that passed before `other`, or has passed by now if there is no other. */
  passed(other: Cancellation | undefined): DeadlineTimer | undefined {
    let first: DeadlineTimer | undefined;
    for (let timer: DeadlineTimer | undefined = this; timer !== undefined; timer = timer.outer) {
      const { owner, clock, time } = timer;
      if (owner !== undefined && time <= (other?.clock === clock ? other.at : clock.now())) first = timer;
    }
    return first;
  }

  /** How a state ends at this deadline. */
  get end(): Cancellation {
    return { err: DeadlineExceeded, cause: this.cause, at: this.time, clock: this.clock };
  }

  /** Ends the state whose deadline this is. */
  expire(): void {
    this.owner?.end(this.end);
  }

  /** Reports whether this is the deadline of `owner` itself. */
  isOf(owner: Owner): boolean {
    return this.owner === owner;
  }

  /** Has the timer run for `waiter`. */
  wait(waiter: object): void {
    for (let timer: DeadlineTimer | undefined = this; timer !== undefined; timer = timer.outer) {
      if (timer.owner === undefined) continue;
      timer.waiters = including(timer.waiters, waiter);
      timer.stop ??= timer.clock.at(timer.time, () => timer.ring());
    }
  }

  /** Undoes `wait`. */
  leave(waiter: object): void {
    for (let timer: DeadlineTimer | undefined = this; timer !== undefined; timer = timer.outer) {
      timer.waiters = excluding(timer.waiters, waiter);
      if (timer.waiters !== undefined) continue;
      timer.stop?.();
      timer.stop = undefined;
    }
  }

  private ring(): void {
    this.stop = undefined;
    if (this.owner?.cancellation() === undefined) this.expire();
  }
}
