import { type Context, run } from '../../context';
import type { CallLife } from './call-life';

type Step = Promise<IteratorResult<unknown>>;

/**
 * The responses of a method, which goes on in its context, whatever asks for the next. When the call ends the method is told to
 * return: nothing asks for more, and it may wait where a response was sent.
 */
export class ResponseMessages implements AsyncIterableIterator<unknown> {
  private readonly call: CallLife;
  private readonly ctx: Context;
  private readonly inner: AsyncIterator<unknown>;
  private readonly forget: () => void;

  constructor(call: CallLife, ctx: Context, responses: AsyncIterable<unknown>) {
    this.call = call;
    this.ctx = ctx;
    this.inner = run(ctx, () => responses[Symbol.asyncIterator]());
    this.forget = call.whenEnded(() => this.leave());
  }

  next(): Step {
    return this.step(this.proceed);
  }

  return(): Step {
    return this.step(async () => (await this.inner.return?.()) ?? over);
  }

  throw(error: unknown): Step {
    return this.step(async () => {
      if (this.inner.throw === undefined) throw error;
      return this.inner.throw(error);
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private readonly proceed = (): Step => this.inner.next();

  private async step(advance: () => Step): Step {
    try {
      const result = await this.call.untilEnd(run(this.ctx, advance));
      if (result.done) this.forget();
      else this.call.tell('sent', result.value);
      return result;
    } catch (error) {
      this.forget();
      throw this.call.failed(error);
    }
  }

  private leave(): void {
    run(this.ctx, async () => this.inner.return?.()).catch(() => {}); // how the call ended is known
  }
}

const over = { done: true, value: undefined } as const;
