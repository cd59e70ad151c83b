import { afterFunc, type Context, withCancel } from '../../context';
import type { ClientStream } from '../../grpc';
import { contextError } from '../../status/internal';
import { attemptContext, waitForAttempt } from './attempt';
import type { Retrying } from './options';
import { mayRetry } from './retry-unary';

/** Opens the stream of one attempt. */
type Open = (ctx: Context) => Promise<ClientStream>;

/**
 * Opens a stream with one request by `open`, until that succeeds or is not to be retried. When receiving from it fails, the
 * stream is opened again and the request is sent again, as often as there are attempts left. What was received before stays
 * received: it comes again, as the server begins anew.
 *
 * Ports go-grpc-middleware's `serverStreamingRetryingStream`.
 */
export async function retryStream(
  ctx: Context,
  options: Retrying,
  open: Open,
  ended: (error: unknown) => void,
): Promise<ClientStream> {
  const [own, cancel] = withCancel(ctx);
  const retries = new Retries(own, options, open, (error) => {
    cancel();
    ended(error);
  });
  await retries.begin();
  const stream: ClientStream = {
    get context() {
      return retries.stream.context;
    },
    send: (message) => retries.send(message),
    closeSend: () => retries.closeSend(),
    recv: () => retries.recv(),
    header: () => retries.stream.header(),
    trailer: () => retries.stream.trailer(),
    [Symbol.asyncIterator]() {
      return received(this, cancel);
    },
  };
  return stream;
}

type Received = AsyncGenerator<unknown, void>;

/** Returns the messages of `stream`. Leaving them early cancels the call. */
async function* received(stream: Pick<ClientStream, 'recv'>, cancel: () => void): Received {
  try {
    for (let next = await stream.recv(); next !== undefined; next = await stream.recv()) yield next;
  } finally {
    cancel();
  }
}

/** The attempts of one call. */
class Retries {
  private readonly ctx: Context;
  private readonly options: Retrying;
  private readonly open: Open;
  private readonly end: (error: unknown) => void;
  private readonly sent: unknown[] = [];
  private opened: ClientStream | undefined;
  private attempt = 0;
  private over = false;

  constructor(ctx: Context, options: Retrying, open: Open, end: (error: unknown) => void) {
    this.ctx = ctx;
    this.options = options;
    this.open = open;
    this.end = end;
  }

  /** The stream of the last attempt. */
  get stream(): ClientStream {
    if (this.opened === undefined) throw new Error('interceptors: retry: a stream must be opened: got none');
    return this.opened;
  }

  /** Opens the first stream. */
  async begin(): Promise<void> {
    afterFunc(this.ctx, () => this.finish(contextError(this.ctx.err())));
    try {
      this.opened = await this.open(this.ctx);
    } catch (error) {
      this.opened = await this.again(error);
    }
  }

  send(message: unknown): Promise<void> {
    this.sent.push(message);
    return this.stream.send(message);
  }

  closeSend(): void {
    this.stream.closeSend();
  }

  async recv(): Promise<unknown> {
    for (;;) {
      try {
        const message = await this.stream.recv();
        if (message === undefined) this.finish(undefined);
        return message;
      } catch (error) {
        this.opened = await this.again(error);
      }
    }
  }

  /**
   * Opens the stream of the next attempt, after one that failed with `last`.
   *
   * @throws What the last attempt failed with, if there is to be no other.
   */
  private async again(last: unknown): Promise<ClientStream> {
    let error = last;
    while (!this.over && this.attempt + 1 < this.options.max && mayRetry(this.ctx, error, this.options)) {
      try {
        return await this.reopen(++this.attempt, error);
      } catch (failure) {
        error = failure;
      }
    }
    this.finish(error);
    throw error;
  }

  private async reopen(attempt: number, last: unknown): Promise<ClientStream> {
    await waitForAttempt(this.ctx, attempt, this.options);
    this.options.onRetry(this.ctx, attempt, last);
    const stream = await this.open(attemptContext(this.ctx, attempt));
    for (const message of this.sent) await stream.send(message);
    if (this.sent.length > 0) stream.closeSend();
    return stream;
  }

  private finish(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.end(error);
  }
}
