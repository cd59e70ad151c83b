import { ClientError, Status } from 'nice-grpc-common';
import { type Context, withCancel } from '../../context';
import { MD } from '../../metadata';
import { newContext } from '../../peer';
import type { StreamDesc } from '../interceptor';
import type { ClientStream } from '../stream';
import { type CallOption, finish } from './call-option';
import { Heard } from './heard';

const sentLate = 'SendMsg called after CloseSend'; // grpc-go's text

/** How an adapter carries the messages of one streaming call. */
export interface ClientTransport {
  /** Sends a message, and settles when there is room for the next, or the call has ended. */
  send(message: unknown): Promise<void>;
  closeSend(): void;
  /**
   * Returns the next message, or `undefined` after the last of a call that succeeded; throws if it failed. The message of
   * a call that has one comes when the call has succeeded. The first is asked for when the stream is opened.
   */
  next(): Promise<unknown>;
  /** Says that the call has ended: what is sent and was not taken is lost. */
  stop(): void;
  /** Says that the caller has left the call: he asks for no message any more. */
  leave(): void;
}

/** What a streaming call is made of. */
export interface Opening {
  readonly ctx: Context;
  readonly desc: StreamDesc;
  readonly method: string;
  readonly opts: readonly CallOption[];
  /** Makes the call, in the context that it is given: derived from `ctx`, to be cancelled when the stream is left. */
  open(ctx: Context, heard: Heard): ClientTransport;
}

/**
 * Opens a stream.
 *
 * @throws ClientError if the call was refused before anything was sent.
 */
export async function openStream({ ctx, desc, method, opts, open }: Opening): Promise<ClientStream> {
  const [own, cancel] = withCancel(ctx);
  const heard = new Heard(method);
  const transport = open(own, heard);
  const call = new StreamingCall(heard, transport, desc, cancel, opts);
  heard.ended = (error) => call.heardEnd(own.err() === undefined ? undefined : error);
  if (desc.clientStreams && !heard.started) await call.recv();
  const context = newContext(own, heard.peer);
  const stream: ClientStream = {
    context,
    send: (message) => call.send(message, method),
    closeSend: () => call.closeSend(),
    recv: () => call.recv(),
    header: () => call.header(),
    trailer: () => call.trailer(),
    [Symbol.asyncIterator]() {
      return received(this, cancel);
    },
  };
  return stream;
}

type Received = AsyncGenerator<unknown, void>;

async function* received(stream: Pick<ClientStream, 'recv'>, cancel: () => void): Received {
  try {
    for (let next = await stream.recv(); next !== undefined; next = await stream.recv()) yield next;
  } finally {
    cancel();
  }
}

/** One streaming call: what its caller sent, what he has received, and how it ended. */
class StreamingCall {
  private readonly heard: Heard;
  private readonly transport: ClientTransport;
  private readonly desc: StreamDesc;
  private readonly cancel: () => void;
  private readonly opts: readonly CallOption[];
  private ahead: Promise<unknown> | undefined; // the first message, asked for and not yet received
  private sentLast = false; // no message may follow
  private closed = false; // closeSend was called
  private outcome: { readonly error: unknown } | undefined; // how it ended
  private drained = false; // its caller has received that

  constructor(
    heard: Heard,
    transport: ClientTransport,
    desc: StreamDesc,
    cancel: () => void,
    opts: readonly CallOption[],
  ) {
    this.heard = heard;
    this.transport = transport;
    this.desc = desc;
    this.cancel = cancel;
    this.opts = opts;
    this.ahead = transport.next();
    this.ahead.then(heard.close, heard.close);
  }

  async send(message: unknown, method: string): Promise<void> {
    if (this.sentLast) throw new ClientError(method, Status.INTERNAL, sentLate);
    this.sentLast = !this.desc.clientStreams;
    try {
      if (this.outcome === undefined) await this.transport.send(message);
    } catch (error) {
      throw this.end(error);
    }
  }

  closeSend(): void {
    if (!this.closed) this.transport.closeSend();
    this.closed = true;
    this.sentLast = true;
  }

  async recv(): Promise<unknown> {
    if (this.drained) return this.settled();
    const { ahead = this.transport.next() } = this;
    this.ahead = undefined;
    let message: unknown;
    let error: unknown;
    try {
      message = await ahead;
      if (message !== undefined && this.desc.serverStreams) return message;
    } catch (failure) {
      error = failure;
    }
    this.drained = true;
    this.end(error);
    return this.settled(message);
  }

  async header(): Promise<MD | undefined> {
    await this.heard.first;
    return this.heard.header?.copy();
  }

  trailer(): MD {
    return this.drained ? this.heard.trailer.copy() : new MD();
  }

  /** The end of the call is there. It is its caller's when he receives it, or, with `error`, now: he has left the call. */
  heardEnd(error: ClientError | undefined): void {
    this.transport.stop();
    if (error !== undefined) this.end(error);
  }

  /** Ends the call. Returns its error, which is that of the first time. */
  private end(error: unknown): unknown {
    if (this.outcome === undefined) {
      this.outcome = { error };
      this.transport.stop();
      this.transport.leave();
      this.heard.close();
      this.cancel();
      finish(this.opts, this.heard.outcome(error));
    }
    return this.outcome.error;
  }

  private settled(message?: unknown): unknown {
    if (this.outcome?.error !== undefined) throw this.outcome.error;
    return message;
  }
}
