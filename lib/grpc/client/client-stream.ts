import { ClientError, Status } from 'nice-grpc-common';
import { type CancelFunc, withCancel } from '../../context';
import { MD } from '../../metadata';
import { newContext, Peer } from '../../peer';
import { harmless, rejected } from '../rejection';
import type { ClientStream } from '../stream';
import { failed } from './client-error';
import type { Sent } from './send-queue';
import { type ResultOf, StreamCall } from './stream-call';
import type { CallFactory, OutgoingCall, ReceivedFields } from './transport';

/** After so many messages a sender waits for the event loop, or it would not see that the call has ended. */
const burst = 8;

const sentLate = 'SendMsg called after CloseSend'; // grpc-go's text

/**
 * Opens a stream, whose context is derived from that of the call and ends with it.
 *
 * Ports grpc-go's `newClientStream`.
 *
 * @throws ClientError if the call was refused before anything was sent.
 */
export function newClientStream(factory: CallFactory, call: OutgoingCall): Promise<ClientStream> {
  const [ctx, cancel] = withCancel(call.ctx);
  const opened = new OpenStream(factory, { ...call, ctx }, cancel);
  const refusal = opened.open();
  if (refusal !== undefined) return failed(refusal);
  return Promise.resolve<ClientStream>({
    context: newContext(ctx, opened.peer),
    send: (message) => opened.sendMessage(message),
    closeSend: () => opened.closeSend(),
    recv: () => opened.receive(messages),
    header: async () => copyOf(await opened.receiveHeader()),
    trailer: () => copyOf(opened.trailer) ?? new MD(),
    [Symbol.asyncIterator]() {
      return eachMessage(this, cancel);
    },
  });
}

const messages: ResultOf<unknown> = {
  message: (message) => message,
  end: () => undefined,
  mayBeIgnored: true,
};

/** Returns the messages that `stream` receives, whatever it does to be iterated itself. Leaving them early calls `cancel`. */
export async function* eachMessage(
  stream: Pick<ClientStream, 'recv'>,
  cancel: CancelFunc,
): AsyncGenerator<unknown, void> {
  try {
    for (let next = await stream.recv(); next !== undefined; next = await stream.recv()) yield next;
  } finally {
    cancel();
  }
}

/** A streaming call with a context of its own. */
class OpenStream extends StreamCall {
  /** The server. It is filled as soon as it is known. */
  readonly peer = new Peer();
  private readonly cancelContext: CancelFunc;
  private sent = 0; // messages
  private sentLast = false; // no message may follow

  constructor(factory: CallFactory, call: OutgoingCall, cancel: CancelFunc) {
    super(factory, call);
    this.cancelContext = cancel;
  }

  /** Sends a message, as `ClientStream.send` does. */
  sendMessage(message: unknown): Promise<void> {
    const { path, requestStream } = this.call.method;
    if (this.sentLast) return rejected(new ClientError(path, Status.INTERNAL, sentLate));
    this.sentLast = !requestStream;
    let settle: Sent = ignore;
    const sending = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    const sent: Sent = (error) => {
      settle(requestStream ? error : undefined); // without a stream of requests only recv tells how the call ended
      if (error !== undefined) void harmless(sending);
    };
    this.sent++;
    this.send(message, this.sent % burst === 0 ? (error) => setImmediate(sent, error) : sent);
    return sending;
  }

  override closeSend(): void {
    this.sentLast = true;
    super.closeSend();
  }

  protected override headerReceived(): void {
    this.fillPeer();
    super.headerReceived();
  }

  protected override ended(): void {
    this.fillPeer();
    this.cancelContext();
    super.ended();
  }

  private fillPeer(): void {
    if (this.transport !== undefined) Object.assign(this.peer, this.transport.peer());
  }
}

function copyOf(fields: ReceivedFields | undefined): MD | undefined {
  if (fields === undefined) return undefined;
  const md = new MD();
  fields.copyTo(md);
  return md;
}

function ignore(): void {}
