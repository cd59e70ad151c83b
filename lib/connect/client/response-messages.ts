import type { ClientCall } from './client-call';

/** The responses of a call, with the error of the call in place of Connect's. */
export class ResponseMessages<T> implements AsyncIterableIterator<T> {
  private readonly call: ClientCall;
  private readonly inner: AsyncIterator<T>;
  private readonly ended: () => void;

  /** `ended` is called when the last was received, and may throw. */
  constructor(call: ClientCall, messages: AsyncIterable<T>, ended: () => void) {
    this.call = call;
    this.inner = messages[Symbol.asyncIterator]();
    this.ended = ended;
  }

  async next(): Promise<IteratorResult<T>> {
    try {
      const result = await this.call.run(this.proceed);
      if (result.done) this.ended();
      else this.call.tell('received', result.value);
      return result;
    } catch (error) {
      throw this.call.fail(error);
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private readonly proceed = (): Promise<IteratorResult<T>> => this.inner.next();
}
