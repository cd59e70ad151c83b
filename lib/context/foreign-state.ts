import { type Cancellation, TriggeredState } from './cancel-state';
import type { Clock } from './clock';
import type { Context } from './context';

/** The state of a context of the user's making: it ends when that one does, as that one says. */
export class ForeignState extends TriggeredState {
  private readonly ctx: Context;
  private readonly listener = () => this.cancellation();

  constructor(ctx: Context, clock: Clock) {
    super(undefined, ctx.deadline?.getTime(), clock);
    this.ctx = ctx;
  }

  protected override triggered(at: number): Cancellation | undefined {
    const err = this.ctx.err();
    if (err === undefined) return undefined;
    const { aborted, reason } = this.ctx.signal;
    return { err, cause: (aborted ? reason : undefined) ?? err, at, clock: this.clock };
  }

  protected override arm(): void {
    this.ctx.signal.addEventListener('abort', this.listener, { once: true });
  }

  protected override disarm(): void {
    this.ctx.signal.removeEventListener('abort', this.listener);
  }
}
