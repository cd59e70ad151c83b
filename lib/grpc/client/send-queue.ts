import { background, run } from '../../context';
import { EOF } from './client-error';
import type { ClientTransport } from './transport';

/** Called when there is room for the next message, or with the reason why this one was not sent. */
export type Sent = (error?: Error) => void;

interface Entry {
  readonly message: unknown;
  readonly sent: Sent;
}

/** The messages that a call is to send: one is on its way, the others wait for it, in order. */
export class SendQueue {
  private readonly transport: ClientTransport;
  private readonly entries: Entry[] = [];
  private isSending = false; // the first entry is on its way
  private isClosing = false;
  private hasEnded = false;

  constructor(transport: ClientTransport) {
    this.transport = transport;
  }

  /** How many messages wait, or are on their way. */
  get length(): number {
    return this.entries.length;
  }

  /** Sends a message after those that wait. Once the call has ended it is not sent: the error is `EOF`. */
  push(message: unknown, sent: Sent): void {
    if (this.hasEnded) {
      sent(EOF);
      return;
    }
    this.entries.push({ message, sent });
    if (!this.isSending) this.next();
  }

  /** Closes the client's side after the messages that wait. Later calls do nothing. */
  close(): void {
    if (this.isClosing || this.hasEnded) return;
    this.isClosing = true;
    if (!this.isSending) this.next();
  }

  /** The call has ended: nothing is sent any more. */
  end(): void {
    this.hasEnded = true;
    for (const { sent } of this.entries.splice(0)) sent(EOF);
  }

  private next(): void {
    const [entry] = this.entries;
    if (entry === undefined && !this.isClosing) return;
    this.isSending = entry !== undefined;
    run(background(), this.act, entry);
  }

  private readonly act = (entry: Entry | undefined): void => {
    if (entry === undefined) this.transport.halfClose();
    else this.transport.sendMessage(entry.message, this.sent);
  };

  private readonly sent = (): void => {
    this.isSending = false;
    this.entries.shift()?.sent();
    if (!this.hasEnded && !this.isSending) this.next();
  };
}
