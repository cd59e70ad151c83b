/** An async iterable of what is pushed into it. */
export class Queue<T> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private wake: (() => void) | undefined;
  private closed = false;

  push(value: T): void {
    this.waiting.push(value);
    this.wake?.();
  }

  /** Ends the iteration after what was pushed. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const value = this.waiting.shift();
      if (value !== undefined) yield value;
      else if (this.closed) return;
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }
}
