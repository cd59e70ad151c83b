/** An async iterable of what is pushed into it, for one reader. */
export class Queue<T> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private wake: (() => void) | undefined;
  private closed = false;
  private failure: Error | undefined;

  push(value: T): void {
    this.waiting.push(value);
    this.wake?.();
  }

  /** Ends the iteration after what was pushed, with `failure` if there is one. After the first call, later calls do nothing. */
  close(failure?: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.failure = failure;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const value = this.waiting.shift();
      if (value !== undefined) yield value;
      else if (this.failure) throw this.failure;
      else if (this.closed) return;
      else await this.more();
    }
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/** Returns an async iterable of `values`. */
export async function* each<T>(...values: T[]): AsyncGenerator<T, void> {
  yield* values;
}
