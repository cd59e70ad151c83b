import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from './clock';
import { Canceled } from './errors';

/** How and when something ended, and why. */
export interface Ending {
  readonly err: Error;
  readonly cause: unknown;
  /** When, by `clock`. */
  readonly at: number;
  readonly clock: Clock;
}

/** One who waits for an end. */
export interface Waiter {
  /** Tells that the end has come. It is called once. */
  ended(ending: Ending): void;
}

/** How a scope waits: for any end, or for all but those at a deadline. */
export type Waiting = 'wait' | 'follow';

/**
 * A Scope is the part of a context that can end: contexts that end together share one.
 *
 * It asks its parent and its own trigger (a deadline, a signal) whether they have ended when it is asked itself.
 * Only when somebody waits for its end does it wait in turn: then it is known to its parent, and its trigger is
 * armed, until it ends or nobody waits any more. So a scope that nobody waits for costs no timer and no listener,
 * and may be dropped without being cancelled.
 */
export class Scope implements Waiter {
  /** When the scope ends by itself, in milliseconds since the epoch; `Infinity` if it does not. */
  readonly expires: number;
  /** By which that time is measured. */
  readonly clock: Clock;
  protected readonly parent: Scope | undefined;
  private ending: Ending | undefined; // set once
  private waiters: Set<Waiter> | undefined; // undefined while there are none
  private followers: Set<Waiter> | undefined; // undefined while there are none
  private controller: AbortController | undefined; // made on first use; it waits from then on
  private waiting: Waiting | undefined; // undefined while nobody waits

  constructor(parent?: Scope, expires = parent?.expires ?? Number.POSITIVE_INFINITY, clock = systemClock) {
    this.parent = parent;
    this.expires = expires;
    this.clock = clock;
  }

  /**
   * Returns how the scope ended, or `undefined` while it has not. It looks itself: the timer of a deadline that has
   * passed may not have run yet, and a parent that is telling its waiters may not have come to this one.
   */
  end(): Ending | undefined {
    if (this.ending === undefined) {
      const ending = this.resolve(this.parent?.end());
      if (ending !== undefined) this.finish(ending);
    }
    return this.ending;
  }

  get signal(): AbortSignal {
    const ending = this.end();
    if (this.controller === undefined) {
      this.controller = new AbortController();
      setMaxListeners(0, this.controller.signal); // a context is there to be shared
      if (ending !== undefined) this.controller.abort(ending.cause);
      else this.waitAsNeeded();
    }
    return this.controller.signal;
  }

  /** Ends the scope as cancelled, unless it has ended before. All that wait for it have been told on return. */
  cancel(cause: unknown = Canceled): void {
    if (this.end() === undefined) {
      this.finish({ err: Canceled, cause, at: this.clock.now(), clock: this.clock });
    }
  }

  /**
   * Cancels the scope. If it ends at a deadline of its own and no more than `slack` milliseconds are left, the deadline counts
   * as passed: a peer's clock measures the same time, and may be first to say that it is over.
   */
  cancelNear(_slack: number): void {
    this.cancel();
  }

  /** Has `waiter` told when the scope ends. The scope must not have ended. */
  wait(waiter: Waiter): void {
    this.waiters = (this.waiters ?? new Set()).add(waiter);
    this.waitAsNeeded();
  }

  /**
   * Has `waiter` told when the scope ends, but if that is at a deadline, only as soon as somebody notices: it is for one who
   * measures the time himself, so that there need not be a timer for him. The scope must not have ended.
   */
  follow(waiter: Waiter): void {
    this.followers = (this.followers ?? new Set()).add(waiter);
    this.waitAsNeeded();
  }

  /** Undoes `wait` or `follow`. */
  leave(waiter: Waiter): void {
    if (this.waiters?.delete(waiter) && this.waiters.size === 0) this.waiters = undefined;
    if (this.followers?.delete(waiter) && this.followers.size === 0) this.followers = undefined;
    this.waitAsNeeded();
  }

  /** The parent has ended. */
  ended(ending: Ending): void {
    this.finish(this.resolve(ending) ?? ending);
  }

  /** Returns how the scope has ended, if its parent has ended as `inherited` says. */
  protected resolve(inherited: Ending | undefined): Ending | undefined {
    return inherited;
  }

  /** Sets the scope's own trigger, to call `end` when its moment has come; a timer only if `waiting` is `wait`. */
  protected arm(_waiting: Waiting): void {}

  /** Undoes `arm`. */
  protected disarm(): void {}

  protected finish(ending: Ending): void {
    if (this.ending !== undefined) return; // by one who was told first
    const { waiters, followers, controller } = this;
    this.ending = ending;
    this.waiters = undefined;
    this.followers = undefined;
    this.waitAs(undefined);
    controller?.abort(ending.cause);
    if (waiters !== undefined) for (const waiter of waiters) waiter.ended(ending);
    if (followers !== undefined) for (const waiter of followers) waiter.ended(ending);
  }

  private waitAsNeeded(): void {
    if (this.ending !== undefined) return;
    if (this.waiters !== undefined || this.controller !== undefined) this.waitAs('wait');
    else this.waitAs(this.followers === undefined ? undefined : 'follow');
  }

  private waitAs(waiting: Waiting | undefined): void {
    if (waiting === this.waiting) return;
    if (this.waiting !== undefined) {
      this.parent?.leave(this);
      this.disarm();
    }
    this.waiting = waiting;
    if (waiting !== undefined) {
      this.parent?.[waiting](this);
      this.arm(waiting);
    }
  }
}

/** A scope that has a trigger of its own, beside its parent: whichever was first ends it. */
export abstract class TriggeredScope extends Scope {
  /** Tells how the trigger ended the scope, if it did so by `time`. */
  protected abstract triggered(time: number): Ending | undefined;

  protected override resolve(inherited: Ending | undefined): Ending | undefined {
    const time = inherited?.clock === this.clock ? inherited.at : this.clock.now();
    return this.triggered(time) ?? inherited;
  }

  /** Ends the scope as its parent has, if that has ended: before its own trigger is looked at for the first time. */
  protected inherit(): void {
    const ending = this.parent?.end();
    if (ending !== undefined) this.finish(ending);
  }
}

/** A scope without end: that of `background()` and of `withoutCancel`. */
export class EndlessScope extends Scope {
  override end(): undefined {
    return undefined;
  }

  override wait(): void {}

  override follow(): void {}
}
