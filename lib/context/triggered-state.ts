import { type Cancellation, type CancelState, TriggeredState, type Watch } from './cancel-state';
import type { Clock } from './clock';
import { Canceled, DeadlineExceeded } from './errors';

/** A state that ends at a time of its own, by the clock of its context. */
export class DeadlineState extends TriggeredState {
  private readonly reason: unknown;
  private stop: (() => void) | undefined; // while a timer runs

  constructor(parent: CancelState, deadline: number, clock: Clock, reason: unknown = DeadlineExceeded) {
    super(parent, deadline, clock);
    this.reason = reason;
    this.inherit();
  }

  override cancelNearDeadline(slack: number): void {
    const at = this.clock.now();
    if (at + slack < this.deadline) this.cancel();
    else this.onEnd({ err: DeadlineExceeded, cause: this.reason, at, clock: this.clock });
  }

  protected override triggered(time: number): Cancellation | undefined {
    if (time < this.deadline) return undefined;
    return { err: DeadlineExceeded, cause: this.reason, at: this.deadline, clock: this.clock };
  }

  protected override arm(watch: Watch): void {
    if (watch === 'timed') this.stop = this.clock.at(this.deadline, () => this.cancellation());
  }

  protected override disarm(): void {
    this.stop?.();
    this.stop = undefined;
  }
}

/** A state that ends when a signal aborts. */
export class SignalState extends TriggeredState {
  private readonly trigger: AbortSignal;
  private readonly listener = () => this.cancellation();

  constructor(parent: CancelState, trigger: AbortSignal, clock: Clock) {
    super(parent, undefined, clock);
    this.trigger = trigger;
    this.inherit();
  }

  protected override triggered(time: number): Cancellation | undefined {
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
