/** What nice-grpc makes of a call or a handler: it yields the messages of a stream, or returns the one of a unary call. */
export type Messages<Message> = AsyncGenerator<Message, Message | void, undefined>;

type Step<Message> = ReturnType<Messages<Message>['next']>;

/** A generator around another, which does something around each of its steps. */
export abstract class AroundGenerator<Message> implements Messages<Message> {
  private readonly inner: Messages<Message>;

  constructor(inner: Messages<Message>) {
    this.inner = inner;
  }

  /** Takes a step of the inner generator. */
  protected abstract around(step: () => Step<Message>): Step<Message>;

  next(): Step<Message> {
    return this.around(() => this.inner.next());
  }

  return(value: Parameters<Messages<Message>['return']>[0]): Step<Message> {
    return this.around(() => this.inner.return(value));
  }

  throw(error: unknown): Step<Message> {
    return this.around(() => this.inner.throw(error));
  }

  [Symbol.asyncIterator](): Messages<Message> {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return(undefined);
  }
}
