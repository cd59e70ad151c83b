import { type Context, run } from '../context';
import { callContained, clockKey } from '../context/internal';
import type { Failure, Reportable, ReportedCall, Reporter } from './reporter';

/** Reports one call to its reporter. None of its functions throws. */
export class Report {
  /** The context to go on with. */
  readonly ctx: Context;
  private readonly name: string;
  private readonly reporter: Reporter;
  private readonly now: () => number;
  private readonly started: number;
  private ended = false;

  /** `name` is the public function that was given `reportable`. */
  constructor(name: string, reportable: Reportable, ctx: Context, call: ReportedCall) {
    const clock = ctx.value(clockKey);
    this.name = `interceptors: ${name}`;
    this.now = clock === undefined ? () => performance.now() : () => clock.now();
    this.started = this.now();
    let reporting: readonly [Reporter, Context] = [{}, ctx];
    callContained(this.name, () => {
      reporting = reportable(ctx, call);
    });
    [this.reporter, this.ctx] = reporting;
  }

  /** Whether messages are reported. */
  get ofMessages(): boolean {
    return this.reporter.postMsgSend !== undefined || this.reporter.postMsgReceive !== undefined;
  }

  /** Reports the end of the call, once. */
  end(failure: Failure | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.tell(() => this.reporter.postCall?.(failure, this.now() - this.started));
  }

  /** Handles or makes the call, and reports its end. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await call();
    } catch (error) {
      this.end({ error });
      throw error;
    }
    this.end(undefined);
    return result;
  }

  sent(message: unknown, failure: Failure | undefined, since: number): void {
    this.tell(() => this.reporter.postMsgSend?.(message, failure, this.now() - since));
  }

  received(message: unknown, failure: Failure | undefined, since: number): void {
    this.tell(() => this.reporter.postMsgReceive?.(message, failure, this.now() - since));
  }

  /** Sends `message` by `send`, and reports it. */
  async sending(message: unknown, send: () => Promise<void>): Promise<void> {
    const since = this.now();
    try {
      await send();
    } catch (error) {
      this.sent(message, { error }, since);
      throw error;
    }
    this.sent(message, undefined, since);
  }

  /** Receives a message by `recv`, and reports it. `undefined` is the end of a stream. */
  async receiving<M>(recv: () => Promise<M | undefined>): Promise<M | undefined> {
    const since = this.now();
    let message: M | undefined;
    try {
      message = await recv();
    } catch (error) {
      this.received(undefined, { error }, since);
      throw error;
    }
    if (message !== undefined) this.received(message, undefined, since);
    return message;
  }

  /** The time at which the call began, by its clock. */
  get since(): number {
    return this.started;
  }

  private tell(say: () => void): void {
    run(this.ctx, callContained, this.name, say);
  }
}
