import type { Status } from 'nice-grpc-common';
import { background, run } from '../../context';
import { harmless } from '../rejection';
import { ClientCall } from './client-call';
import { EOF, failed } from './client-error';
import { SendQueue, type Sent } from './send-queue';
import type { ReceivedFields } from './transport';

/** How many messages are received before they are asked for: as many as a stream of grpc-js's keeps. */
const window = 16;

/** Takes what is received. */
export interface ResultOf<Result> {
  message(message: unknown): Result;
  /** After the last message of a call that has succeeded. */
  end(): Result;
  /** Reports whether the error of a call that has failed ends no process if nobody awaits it. */
  readonly mayBeIgnored?: boolean;
}

/** A call with streams: its messages wait here for each other, and to be asked for. */
export class StreamCall extends ClientCall {
  private readonly received: unknown[] = []; // and not asked for
  private readonly receivers: Array<() => void> = []; // each waits for a message or the end
  private readonly headerReceivers: Array<() => void> = [];
  private queue: SendQueue | undefined; // undefined if the call was refused
  private isReading = false;
  private isDrained = false;

  /** Begins the call, unless it is refused: then the result is its error. */
  open(): unknown {
    run(background(), StreamCall.open, this);
    return this.transport === undefined ? this.error : undefined;
  }

  private static open(call: StreamCall): void {
    call.begin();
    if (call.transport === undefined) return;
    call.queue = new SendQueue(call.transport);
    call.read();
  }

  /** Reports whether the call has ended, though its messages may still be there. */
  get hasEnded(): boolean {
    return this.status !== undefined;
  }

  /** Ends the call at once; what was received and not asked for is dropped. */
  override abandon(error: unknown): void {
    if (this.status === undefined) this.received.length = 0;
    run(background(), () => super.abandon(error));
  }

  /** Ends the call with a status that the caller gives. */
  abort(code: Status, details: string): void {
    run(background(), () => this.cancel(code, details));
  }

  /** How many messages wait to be sent, or are on their way. */
  get unsent(): number {
    return this.queue?.length ?? 0;
  }

  /** Sends a message after those that wait. Once the call has ended it is not sent: the error is `EOF`. */
  send(message: unknown, sent: Sent): void {
    if (this.queue === undefined) sent(EOF);
    else this.queue.push(message, sent);
  }

  /** Says that no message follows. */
  closeSend(): void {
    this.queue?.close();
  }

  /** Returns what is received next, as `of` says. The message of a call that has one is received when it has succeeded. */
  receive<Result>(of: ResultOf<Result>): Promise<Result> {
    if (this.hasNext()) return Promise.resolve(of.message(this.takeNext()));
    if (this.status !== undefined) {
      const end = this.receiveEnd(of, () => void harmless(end));
      return end;
    }
    const received = new Promise<Result>((resolve) => {
      const fails = () => void harmless(received);
      this.receivers.push(() =>
        resolve(this.hasNext() ? of.message(this.takeNext()) : this.receiveEnd(of, fails)),
      );
    });
    return received;
  }

  /** Settles when the header is there, or the call has ended. */
  receiveHeader(): Promise<ReceivedFields | undefined> {
    if (this.header !== undefined || this.status !== undefined) return Promise.resolve(this.header);
    return new Promise((resolve) => {
      this.headerReceivers.push(() => resolve(this.header));
    });
  }

  /** Reports whether the end was received. */
  get hasReceivedEnd(): boolean {
    return this.isDrained;
  }

  /** The trailer, once the end was received. */
  get trailer(): ReceivedFields | undefined {
    return this.isDrained ? this.status?.trailer : undefined;
  }

  protected override headerReceived(): void {
    for (const receive of this.headerReceivers.splice(0)) receive();
  }

  protected override messageReceived(message: unknown): void {
    this.isReading = false;
    this.received.push(message);
    if (this.hasNext()) this.receivers.shift()?.();
    if (this.received.length < window) this.read();
  }

  protected override ended(): void {
    this.queue?.end();
    this.headerReceived();
    for (const receive of this.receivers.splice(0)) receive();
  }

  private hasNext(): boolean {
    if (this.received.length === 0) return false;
    return this.call.method.responseStream || (this.status !== undefined && this.error === undefined);
  }

  private takeNext(): unknown {
    const next = this.received.shift();
    if (!this.call.method.responseStream) this.isDrained = true;
    else if (!this.isReading) run(background(), StreamCall.read, this);
    return next;
  }

  private receiveEnd<Result>(of: ResultOf<Result>, ignore: () => void): Promise<Result> {
    this.isDrained = true;
    const { error } = this;
    return error === undefined
      ? Promise.resolve(of.end())
      : failed(error, of.mayBeIgnored ? ignore : undefined);
  }

  private static read(call: StreamCall): void {
    call.read();
  }

  private read(): void {
    if (this.status !== undefined || this.isReading) return;
    this.isReading = true;
    this.transport?.startRead();
  }
}
