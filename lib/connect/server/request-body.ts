import type { CallLife } from './call-life';

/**
 * The body of a request, read until the call ends: nothing waits longer, and a body that its client did not close fails in
 * place of coming to an end.
 */
export class RequestBody implements AsyncIterableIterator<Uint8Array> {
  private readonly call: CallLife;
  private readonly inner: AsyncIterator<Uint8Array>;

  constructor(call: CallLife, inner: AsyncIterable<Uint8Array>) {
    this.call = call;
    this.inner = inner[Symbol.asyncIterator]();
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const { refusal } = this.call;
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.call.untilEnd(this.inner.next().then(this.received, this.failed));
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.inner.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private readonly received = (result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array> => {
    if (result.done && this.call.isCutOff) throw this.call.broken();
    return result;
  };

  /** Node says that the stream closed too early, which is what the call's end tells. */
  private readonly failed = (): never => {
    throw this.call.broken();
  };
}
