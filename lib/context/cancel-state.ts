import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from './clock';
import { Canceled } from './errors';

/** How and when something ended, and why. */
export interface Cancellation {
  readonly err: Error;
  readonly cause: unknown;
  /** When, by `clock`. */
  readonly at: number;
  readonly clock: Clock;
}

/** Notified when a state ends. */
export interface Subscriber {
  /** Called once, when the state has ended. */
  onEnd(cancellation: Cancellation): void;
}

/** How a state waits: for any end, or for all but those at a deadline. */
export type Watch = 'timed' | 'untimed';

/**
 * A CancelState is the part of a context that can end: contexts that end together share one.
 *
 * It asks its parent and its own trigger (a deadline, a signal) whether they have ended when it is asked itself.
 * Only when somebody waits for its end does it wait in turn: then it is known to its parent, and its trigger is
 * armed, until it ends or nobody waits any more. So a state that nobody waits for costs no timer and no listener,
 * and may be dropped without being cancelled.
 */
export class CancelState implements Subscriber {
  /** When the state ends by itself, in milliseconds since the epoch; `Infinity` if it does not. */
  readonly deadline: number;
  /** By which that time is measured. */
  readonly clock: Clock;
  protected readonly parent: CancelState | undefined;
  private ended: Cancellation | undefined; // set once
  private subscribers: Set<Subscriber> | undefined; // undefined while there are none
  private untimed: Set<Subscriber> | undefined; // undefined while there are none
  private controller: AbortController | undefined; // made on first use; it waits from then on
  private watching: Watch | undefined; // undefined while nobody waits

  constructor(
    parent?: CancelState,
    deadline = parent?.deadline ?? Number.POSITIVE_INFINITY,
    clock = systemClock,
  ) {
    this.parent = parent;
    this.deadline = deadline;
    this.clock = clock;
  }

  /**
   * Returns how the state ended, or `undefined` while it has not. It looks itself: the timer of a deadline that has
   * passed may not have run yet, and a parent that is notifying its subscribers may not have come to this one.
   */
  cancellation(): Cancellation | undefined {
    if (this.ended === undefined) {
      const cancellation = this.resolve(this.parent?.cancellation());
      if (cancellation !== undefined) this.finish(cancellation);
    }
    return this.ended;
  }

  /** Returns `undefined` while the state lives, then `Canceled` or `DeadlineExceeded`. */
  err(): Error | undefined {
    return this.cancellation()?.err;
  }

  /** Returns the milliseconds that are left until the deadline, by the clock of the context; none or less once it has passed. */
  remaining(): number {
    return this.deadline - this.clock.now();
  }

  get signal(): AbortSignal {
    const cancellation = this.cancellation();
    if (this.controller === undefined) {
      this.controller = new AbortController();
      setMaxListeners(0, this.controller.signal); // a context is there to be shared
      if (cancellation !== undefined) this.controller.abort(cancellation.cause);
      else this.watchAsNeeded();
    }
    return this.controller.signal;
  }

  /** Ends the state as cancelled, unless it has ended before. Its subscribers have been notified on return. */
  cancel(cause: unknown = Canceled): void {
    if (this.cancellation() === undefined) {
      this.finish({ err: Canceled, cause, at: this.clock.now(), clock: this.clock });
    }
  }

  /**
   * Cancels the state. If it ends at a deadline of its own and no more than `slack` milliseconds are left, the deadline counts
   * as passed: a peer's clock measures the same time, and may be first to say that it is over.
   */
  cancelNearDeadline(_slack: number): void {
    this.cancel();
  }

  /** Has `subscriber` told when the state ends. The state must not have ended. */
  subscribe(subscriber: Subscriber): void {
    this.subscribers = (this.subscribers ?? new Set()).add(subscriber);
    this.watchAsNeeded();
  }

  /**
   * Has `subscriber` told when the state ends, but if that is at a deadline, only as soon as somebody notices: it is for a subscriber
   * that measures the time itself and needs no timer. The state must not have ended.
   */
  subscribeWithoutTimer(subscriber: Subscriber): void {
    this.untimed = (this.untimed ?? new Set()).add(subscriber);
    this.watchAsNeeded();
  }

  /** Undoes `subscribe` or `subscribeWithoutTimer`. */
  unsubscribe(subscriber: Subscriber): void {
    if (this.subscribers?.delete(subscriber) && this.subscribers.size === 0) this.subscribers = undefined;
    if (this.untimed?.delete(subscriber) && this.untimed.size === 0) this.untimed = undefined;
    this.watchAsNeeded();
  }

  /** The parent has ended. */
  onEnd(cancellation: Cancellation): void {
    this.finish(this.resolve(cancellation) ?? cancellation);
  }

  /** Returns how the state has ended, if its parent has ended as `inherited` says. */
  protected resolve(inherited: Cancellation | undefined): Cancellation | undefined {
    return inherited;
  }

  /** Sets the state's own trigger, to call `cancellation` when its moment has come; a timer only if `watch` is `timed`. */
  protected arm(_watching: Watch): void {}

  /** Undoes `arm`. */
  protected disarm(): void {}

  protected finish(cancellation: Cancellation): void {
    if (this.ended !== undefined) return; // by a subscriber that was notified first
    const { subscribers, untimed, controller } = this;
    this.ended = cancellation;
    this.subscribers = undefined;
    this.untimed = undefined;
    this.watchAs(undefined);
    controller?.abort(cancellation.cause);
    if (subscribers !== undefined) for (const subscriber of subscribers) subscriber.onEnd(cancellation);
    if (untimed !== undefined) for (const subscriber of untimed) subscriber.onEnd(cancellation);
  }

  private watchAsNeeded(): void {
    if (this.ended !== undefined) return;
    if (this.subscribers !== undefined || this.controller !== undefined) this.watchAs('timed');
    else this.watchAs(this.untimed === undefined ? undefined : 'untimed');
  }

  private watchAs(watching: Watch | undefined): void {
    if (watching === this.watching) return;
    if (this.watching !== undefined) {
      this.parent?.unsubscribe(this);
      this.disarm();
    }
    this.watching = watching;
    if (watching !== undefined) {
      if (watching === 'timed') this.parent?.subscribe(this);
      else this.parent?.subscribeWithoutTimer(this);
      this.arm(watching);
    }
  }
}

/** A state that has a trigger of its own, beside its parent: whichever was first ends it. */
export abstract class TriggeredState extends CancelState {
  /** Tells how the trigger ended the state, if it did so by `time`. */
  protected abstract triggered(time: number): Cancellation | undefined;

  protected override resolve(inherited: Cancellation | undefined): Cancellation | undefined {
    const time = inherited?.clock === this.clock ? inherited.at : this.clock.now();
    return this.triggered(time) ?? inherited;
  }

  /** Ends the state as its parent has, if that has ended: before its own trigger is looked at for the first time. */
  protected inherit(): void {
    const cancellation = this.parent?.cancellation();
    if (cancellation !== undefined) this.finish(cancellation);
  }
}

/** A state without end: that of `background()` and of `withoutCancel`. */
export class NeverState extends CancelState {
  override cancellation(): undefined {
    return undefined;
  }

  override subscribe(): void {}

  override subscribeWithoutTimer(): void {}
}
