import { setMaxListeners } from 'node:events';
import { CancelChain, type Member } from './cancel-chain';
import {
  type Cancellation,
  each,
  excluding,
  including,
  type OneOrMore,
  type Subscriber,
} from './cancellation';
import { type Clock, epochOf, systemClock } from './clock';
import type { Context } from './context';
import { type DeadlineInit, DeadlineTimer, type Owner } from './deadline-timer';
import { Canceled } from './errors';
import { ContextSource, SignalSource, type Source } from './source';

/**
 * A CancelState is the part of a context that can end: contexts that end together share one.
 *
 * It looks for an end when it is asked: at what its chain recorded, at the deadline, at the sources. It is known to its
 * chain, its timer runs and its sources listen only while it has subscribers; so it may be dropped without being cancelled.
 */
export class CancelState implements Member, Owner {
  readonly position: number;
  readonly clock: Clock;
  ended: Cancellation | undefined;
  timer: DeadlineTimer | undefined; // of the nearest deadline, its own or one above
  private source: Source | undefined; // the nearest
  private subscribers: OneOrMore<Subscriber>;
  private chains: OneOrMore<CancelChain>; // that are waited for, and start below this
  private controller: AbortController | undefined; // made on first use
  private ownChain: CancelChain | undefined;

  constructor(parent?: CancelState, clock: Clock = systemClock) {
    this.ownChain = parent === undefined || parent.isEndless ? undefined : CancelChain.below(parent);
    this.position = this.ownChain?.append() ?? 0;
    this.clock = clock;
    this.timer = parent?.timer;
    this.source = parent?.source;
  }

  /** Returns a state below `parent` that ends at `time` of `clock`, if not before. */
  static withDeadline(
    parent: CancelState | undefined,
    time: number,
    clock: Clock,
    init: DeadlineInit = {},
  ): CancelState {
    const state = new CancelState(parent, clock);
    const above = parent?.timer;
    state.ended = parent?.cancellation();
    if (above === undefined || above.clock !== clock || time <= above.time) {
      const owner = state.ended === undefined ? state : undefined;
      state.timer = new DeadlineTimer(owner, time, clock, above, init);
    }
    return state;
  }

  /** Returns a state below `parent` that also ends when `signal` aborts. */
  static withSignal(parent: CancelState, signal: AbortSignal, clock: Clock): CancelState {
    const { source } = parent;
    if (source instanceof SignalSource && source.is(signal)) return parent;
    const state = new CancelState(parent, clock);
    state.source = new SignalSource(state, source, signal);
    return state;
  }

  /** Returns a state that ends when `ctx`, which is user-defined, does, at `epochTime` if it has a deadline. */
  static following(ctx: Context, epochTime: number | undefined, clock: Clock): CancelState {
    const state = new CancelState(undefined, clock);
    if (epochTime !== undefined) {
      state.timer = new DeadlineTimer(undefined, epochTime - epochOf(clock), clock, undefined, { epochTime });
    }
    state.source = new ContextSource(state, ctx);
    return state;
  }

  /** Its chain, which a state with nothing above gets when something is derived from it or waits for it. */
  get chain(): CancelChain {
    if (this.ownChain !== undefined) return this.ownChain;
    this.ownChain = new CancelChain();
    this.ownChain.append();
    return this.ownChain;
  }

  /** Whether it never ends, so that what is below it is as if there were nothing above. */
  get isEndless(): boolean {
    return false;
  }

  /** Returns how the state ended, or `undefined` while it has not. */
  cancellation(): Cancellation | undefined {
    if (this.ended === undefined) this.look();
    return this.ended;
  }

  /** Returns `undefined` while the state has not ended, then `Canceled`, `DeadlineExceeded`, or what a user's context says. */
  err(): Error | undefined {
    return this.cancellation()?.err;
  }

  /** The deadline in milliseconds since the epoch, by the machine's clock as it is set now; `Infinity` if there is none. */
  get deadline(): number {
    return this.timer?.epochTime() ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Returns the milliseconds until the deadline, by the clock of the context, and a fraction; `Infinity` if there is none. It
   * is 0 or less exactly when `err()` says so too, unless the deadline is that of a user's context.
   */
  remaining(): number {
    return this.timer?.remaining() ?? Number.POSITIVE_INFINITY;
  }

  /** Aborts when the state ends. It is made on first use. */
  get signal(): AbortSignal {
    const end = this.cancellation();
    if (this.controller !== undefined) return this.controller.signal;
    const controller = new AbortController();
    unlimit(controller.signal);
    if (end === undefined) this.startWaiting(controller, true);
    this.controller = controller;
    if (end !== undefined) controller.abort(end.cause);
    return controller.signal;
  }

  /** Ends the state as cancelled, unless it has ended before. Its subscribers have been notified on return. */
  cancel(cause: unknown = Canceled): void {
    if (this.cancellation() !== undefined) return;
    this.end({ err: Canceled, cause, at: this.clock.now(), clock: this.clock });
  }

  /**
   * Cancels the state. If it ends at a deadline of its own and no more than `slack` milliseconds are left, the deadline counts
   * as passed: a peer's clock measures the same time, and may be first to say that it is over.
   */
  cancelNearDeadline(slack: number): void {
    if (this.cancellation() !== undefined) return;
    if (this.timer?.isOf(this) && this.remaining() <= slack) this.timer.expire();
    else this.cancel();
  }

  /**
   * Has `subscriber` notified when the state ends, which must not have ended. If it is not `timed`, it is notified of the
   * end at a deadline only when the state is next asked: that is for a subscriber that measures the time itself and needs no
   * timer.
   */
  subscribe(subscriber: Subscriber, timed = true): void {
    this.startWaiting(subscriber, timed);
    this.subscribers = including(this.subscribers, subscriber);
  }

  /** Undoes `subscribe`. */
  unsubscribe(subscriber: Subscriber): void {
    if (this.subscribers === undefined) return;
    this.subscribers = excluding(this.subscribers, subscriber);
    this.timer?.leave(subscriber);
    if (this.isWaiting) return;
    this.source?.leave();
    if (this.chains === undefined) CancelChain.leave(this);
  }

  end(end: Cancellation): void {
    if (this.ended !== undefined) return;
    this.ended = end;
    this.ownChain?.end(this);
  }

  attach(chain: CancelChain): boolean {
    const isFirst = !this.isWaiting && this.chains === undefined;
    this.chains = including(this.chains, chain);
    return isFirst;
  }

  detach(chain: CancelChain): boolean {
    if (this.chains === undefined) return false; // it has ended
    this.chains = excluding(this.chains, chain);
    return !this.isWaiting && this.chains === undefined;
  }

  settle(below: CancelChain[]): void {
    const recorded = this.ended ?? this.ownChain?.recorded(this.position);
    this.ended ??= this.timer?.passed(recorded)?.end ?? recorded;
    const { ended, chains, controller, subscribers } = this;
    if (ended === undefined) return; // a state that has ended knows how
    if (this.isWaiting) this.source?.leave();
    this.chains = undefined;
    this.subscribers = undefined;
    each(chains, (chain) => below.push(chain));
    if (controller !== undefined) {
      this.timer?.leave(controller);
      controller.abort(ended.cause);
    }
    each(subscribers, (subscriber) => {
      this.timer?.leave(subscriber);
      subscriber.onEnd(ended);
    });
  }

  /** Whether there are subscribers, or listeners of the signal. */
  private get isWaiting(): boolean {
    return this.subscribers !== undefined || this.controller !== undefined;
  }

  private startWaiting(waiter: object, timed: boolean): void {
    if (!this.isWaiting) {
      this.source?.wait();
      if (this.chains === undefined) CancelChain.wait(this);
    }
    if (timed) this.timer?.wait(waiter);
  }

  /** Checks whether the state has ended. */
  private look(): void {
    const recorded = this.ownChain?.recorded(this.position);
    const passed = this.timer?.passed(recorded);
    if (passed !== undefined) {
      if (recorded === undefined) passed.expire();
      this.adopt(passed.end);
    } else if (recorded !== undefined) {
      this.adopt(recorded);
    } else {
      const end = this.source?.look(this.clock);
      if (end !== undefined) this.adopt(end);
    }
  }

  /** Ends in the way that something above has. */
  private adopt(end: Cancellation): void {
    if (this.ended !== undefined) return;
    this.ended = end;
    if (!this.isWaiting && this.chains === undefined) return;
    CancelChain.leave(this);
    CancelChain.settle([this]);
  }
}

/** Lets `signal` have any number of listeners without a warning: a context is there to be shared. */
function unlimit(signal: AbortSignal): void {
  try {
    setMaxListeners(0, signal);
  } catch {
    // It is that of a test environment, which has no limit.
  }
}
