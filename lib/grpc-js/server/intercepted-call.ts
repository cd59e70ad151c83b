import type { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import type { Metadata } from '@grpc/grpc-js';
import { bind, Canceled } from '../../context';
import { errorText, isError } from '../../context/internal';
import { fromContextError, type ServerStream } from '../../grpc';
import { harmless } from '../../grpc/internal';
import { type HandledCall, isMetadata } from '../convert';
import { containListeners } from './contained-call';

/** Which streams of messages a call has. */
interface Directions {
  readonly readable: boolean;
  readonly writable: boolean;
}

/**
 * A call as a handler of grpc-js gets it, whose messages go through a ServerStream: that which interceptors passed on. For
 * all else it is the call that grpc-js made.
 */
export class InterceptedCall extends Duplex {
  /** The request of a call that has one. */
  readonly request: unknown;
  /**
   * Settles when the handler has ended the responses; rejects if it failed the call, or the call was cut off. Where there is
   * one response, it does no more than reject.
   */
  readonly ended: Promise<void>;
  /** The trailer that the handler gave to `end`. */
  trailer: Metadata | undefined;
  private readonly call: HandledCall;
  private readonly stream: ServerStream;
  private failure: Error | undefined; // that the handler emitted, or that reading or sending met
  private settle: () => void = () => {};

  constructor(call: HandledCall, stream: ServerStream, directions: Directions, request?: unknown) {
    super({ objectMode: true, ...directions });
    this.call = call;
    this.stream = stream;
    this.request = request;
    this.ended = harmless(this.untilEnded(directions));
    // As grpc-js does it: what was written before goes out first.
    this.on('error', (error) => {
      this.failure = error ?? new Error('grpc-js: an error must be an object: got nothing');
      if (directions.writable) this.end();
      else this.destroy();
    });
    this.followCancellation(call);
    containListeners(this, (error) => this.fail(error));
  }

  /** Fails the call, since a listener of the handler's has thrown `error`. */
  private fail(error: unknown): void {
    this.failure = isError(error) ? error : new Error(errorText(error));
    this.settle();
    this.destroy();
  }

  private untilEnded({ writable }: Directions): Promise<void> {
    return new Promise((resolve, reject) => {
      this.settle = () => {
        if (this.failure !== undefined) reject(this.failure);
        else if (writable) resolve();
      };
      this.once('close', () => {
        this.failure ??= this.outcome() ?? (writable ? fromContextError(Canceled) : undefined);
        this.settle();
      });
    });
  }

  /** grpc-js reports each call as cancelled when it is over. */
  private followCancellation(call: EventEmitter): void {
    const cancelled = (reason: unknown) => {
      this.emit('cancelled', reason);
      this.failure ??= this.outcome();
      this.settle();
      this.destroy(this.readableEnded ? undefined : this.failure);
    };
    call.once('cancelled', bind(this.stream.context, cancelled));
  }

  /** Returns how the call ended, if it did. */
  private outcome(): Error | undefined {
    return fromContextError(this.stream.context.err());
  }

  /** A loop over the requests leaves the call open for its responses: Node's own destroys it. */
  override [Symbol.asyncIterator](): NodeJS.AsyncIterator<unknown> {
    return this.iterator({ destroyOnReturn: false });
  }

  override _read(): void {
    this.stream.recv().then(
      (message) => this.push(message ?? null),
      (error) => this.destroy(error),
    );
  }

  override _write(message: unknown, _: string, done: (error?: Error) => void): void {
    this.stream.send(message).then(() => done(), done);
  }

  override _final(done: () => void): void {
    done();
    this.settle();
  }

  /** Ends the responses, with `trailer` if it is given. */
  override end(trailer?: unknown): this {
    if (isMetadata(trailer)) this.trailer = trailer;
    return super.end();
  }

  get metadata(): Metadata {
    return this.call.metadata;
  }

  get cancelled(): boolean {
    return this.call.cancelled;
  }

  sendMetadata(metadata: Metadata): void {
    this.call.sendMetadata(metadata);
  }

  getPeer(): string {
    return this.call.getPeer();
  }

  getDeadline(): ReturnType<HandledCall['getDeadline']> {
    return this.call.getDeadline();
  }

  getPath(): string {
    return this.call.getPath();
  }

  getHost(): string {
    return this.call.getHost();
  }

  getAuthContext(): ReturnType<HandledCall['getAuthContext']> {
    return this.call.getAuthContext();
  }

  getMetricsRecorder(): ReturnType<HandledCall['getMetricsRecorder']> {
    return this.call.getMetricsRecorder();
  }
}
