import type { Clock } from './clock';
import { Canceled, DeadlineExceeded } from './errors';
import { type Ending, type Scope, TriggeredScope, type Waiting } from './scope';

/** A scope that ends at a time of its own, by the clock of its context. */
export class DeadlineScope extends TriggeredScope {
  private readonly reason: unknown;
  private stop: (() => void) | undefined; // while a timer runs

  constructor(parent: Scope, expires: number, clock: Clock, reason: unknown = DeadlineExceeded) {
    super(parent, expires, clock);
    this.reason = reason;
    this.inherit();
  }

  override cancelNear(slack: number): void {
    const at = this.clock.now();
    if (at + slack < this.expires) this.cancel();
    else this.ended({ err: DeadlineExceeded, cause: this.reason, at, clock: this.clock });
  }

  protected override triggered(time: number): Ending | undefined {
    if (time < this.expires) return undefined;
    return { err: DeadlineExceeded, cause: this.reason, at: this.expires, clock: this.clock };
  }

  protected override arm(waiting: Waiting): void {
    if (waiting === 'wait') this.stop = this.clock.at(this.expires, () => this.end());
  }

  protected override disarm(): void {
    this.stop?.();
    this.stop = undefined;
  }
}

/** A scope that ends when a signal aborts. */
export class SignalScope extends TriggeredScope {
  private readonly trigger: AbortSignal;
  private readonly listener = () => this.end();

  constructor(parent: Scope, trigger: AbortSignal, clock: Clock) {
    super(parent, undefined, clock);
    this.trigger = trigger;
    this.inherit();
  }

  protected override triggered(time: number): Ending | undefined {
    if (!this.trigger.aborted) return undefined;
    const reason: unknown = this.trigger.reason;
    const err = isTimeout(reason) ? DeadlineExceeded : Canceled;
    return { err, cause: reason ?? err, at: time, clock: this.clock };
  }

  protected override arm(): void {
    this.trigger.addEventListener('abort', this.listener, { once: true });
  }

  protected override disarm(): void {
    this.trigger.removeEventListener('abort', this.listener);
  }
}

/** Tells by its name, as an error of another realm is no `instanceof Error` here. */
function isTimeout(reason: unknown): boolean {
  return (
    typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === DeadlineExceeded.name
  );
}
