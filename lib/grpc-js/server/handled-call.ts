import { Duplex } from 'node:stream';
import type { Metadata } from '@grpc/grpc-js';
import { bind } from '../../context';
import { fromContextError, type ServerStream } from '../../grpc';
import { isMetadata } from '../convert';
import type { ServerCallOf } from './server-messages';

/** What streams of messages the call of a handler has. */
export interface Directions {
  readonly readable: boolean;
  readonly writable: boolean;
}

/**
 * A call as a handler of grpc-js gets it, whose messages go through a ServerStream: that which interceptors passed on. For
 * all else it is the call that grpc-js made.
 */
export class HandledCall extends Duplex {
  /** The request of a call that has one. */
  readonly request: unknown;
  /** The trailer that the handler gave to `end`. */
  trailer: Metadata | undefined;
  private readonly call: ServerCallOf;
  private readonly stream: ServerStream;

  constructor(call: ServerCallOf, stream: ServerStream, directions: Directions, request?: unknown) {
    super({ objectMode: true, ...directions });
    this.call = call;
    this.stream = stream;
    this.request = request;
    const cancelled = bind(stream.context, (reason: unknown) => {
      this.emit('cancelled', reason);
      this.destroy();
    });
    call.once('cancelled', cancelled);
    this.once('close', () => call.off('cancelled', cancelled));
  }

  override _read(): void {
    this.stream.recv().then(
      (message) => this.push(message ?? null),
      (error: Error) => this.destroy(this.hasEnded() ? undefined : error),
    );
  }

  override _write(message: unknown, _: string, done: (error?: Error) => void): void {
    this.stream.send(message).then(() => done(), done);
  }

  /** Ends the responses, with `trailer` if it is given. */
  override end(trailer?: unknown): this {
    if (isMetadata(trailer)) this.trailer = trailer;
    return super.end();
  }

  /** Returns how the call ended if it did so before its handler ended it. */
  hasEnded(): Error | undefined {
    return fromContextError(this.stream.context.err());
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

  getDeadline(): ReturnType<ServerCallOf['getDeadline']> {
    return this.call.getDeadline();
  }

  getPath(): string {
    return this.call.getPath();
  }

  getHost(): string {
    return this.call.getHost();
  }

  getAuthContext(): ReturnType<ServerCallOf['getAuthContext']> {
    return this.call.getAuthContext();
  }

  getMetricsRecorder(): ReturnType<ServerCallOf['getMetricsRecorder']> {
    return this.call.getMetricsRecorder();
  }
}
