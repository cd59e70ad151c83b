import type { Clock } from './clock';
import { Canceled, DeadlineExceeded } from './errors';
import { type Ending, Scope } from './scope';

/** A scope that ends at a time of its own, by the clock of its context. */
export class DeadlineScope extends Scope {
  private readonly clock: Clock;
  private readonly reason: unknown;
  private stop: (() => void) | undefined; // while a timer runs

  constructor(parent: Scope, expires: number, clock: Clock, reason: unknown = DeadlineExceeded) {
    super(parent, expires);
    this.clock = clock;
    this.reason = reason;
  }

  /** Cancels the scope; if no more than `slack` milliseconds are left, the deadline counts as passed. */
  cancelNear(slack: number): void {
    if (this.now() + slack >= this.expires)
      this.ended({ err: DeadlineExceeded, cause: this.reason, at: this.now() });
    else this.cancel();
  }

  protected override triggered(time: number): Ending | undefined {
    if (time < this.expires) return undefined;
    return { err: DeadlineExceeded, cause: this.reason, at: this.expires };
  }

  protected override arm(): void {
    this.stop = this.clock.at(this.expires, () => this.settle());
  }

  protected override disarm(): void {
    this.stop?.();
    this.stop = undefined;
  }

  protected override now(): number {
    return this.clock.now();
  }
}

/** A scope that ends when a signal aborts. */
export class SignalScope extends Scope {
  private readonly trigger: AbortSignal;
  private readonly listener = () => this.settle();

  constructor(parent: Scope | undefined, trigger: AbortSignal, expires?: number) {
    super(parent, expires);
    this.trigger = trigger;
  }

  protected override triggered(time: number): Ending | undefined {
    if (!this.trigger.aborted) return undefined;
    const cause: unknown = this.trigger.reason;
    const timedOut = cause instanceof Error && cause.name === DeadlineExceeded.name;
    return { err: timedOut ? DeadlineExceeded : Canceled, cause, at: time };
  }

  protected override arm(): void {
    this.trigger.addEventListener('abort', this.listener, { once: true });
  }

  protected override disarm(): void {
    this.trigger.removeEventListener('abort', this.listener);
  }
}
