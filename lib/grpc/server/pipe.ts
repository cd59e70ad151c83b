interface Sent<T> {
  readonly message: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A pipe from senders of messages to one reader. It holds nothing back: `send` settles when the reader asks for the message
 * after, so that a sender that awaits it goes as fast as the reader does.
 */
export class Pipe<T> implements AsyncIterable<T> {
  private readonly waiting: Sent<T>[] = []; // the first may be with the reader
  private readonly lost: () => Error | undefined;
  private wake: () => void = () => {};
  private closed = false;
  private failure: { readonly error: unknown } | undefined;

  /**
   * `lost` returns the error of `send` when there is no reader any more; with `undefined` it settles, and the message is
   * lost.
   */
  constructor(lost: () => Error | undefined = () => undefined) {
    this.lost = lost;
  }

  send(message: T): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = { message, resolve, reject };
      if (this.closed) this.lose(sent);
      else this.waiting.push(sent);
      this.wake();
    });
  }

  /** Ends the reading after what was sent. After the first call, later calls do nothing. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** Ends the reading after what was sent, with `error`. */
  fail(error: unknown): void {
    this.failure = { error };
    this.close();
  }

  /** Says that there is no reader any more. What was sent and not read is lost. */
  break(): void {
    this.close();
    for (const sent of this.waiting.splice(0)) this.lose(sent);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const [sent] = this.waiting;
        if (sent !== undefined) yield* this.hand(sent);
        else if (this.failure !== undefined) throw this.failure.error;
        else if (this.closed) return;
        else await this.more();
      }
    } finally {
      this.break();
    }
  }

  private async *hand(sent: Sent<T>): AsyncGenerator<T, void, undefined> {
    try {
      yield sent.message;
      sent.resolve();
    } catch (error) {
      sent.reject(error);
    }
    this.waiting.shift();
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private lose({ resolve, reject }: Sent<T>): void {
    const error = this.lost();
    if (error === undefined) resolve();
    else reject(error);
  }
}
