import type { ServerHttp2Stream } from 'node:http2';
import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { type Context, run } from '../../context';

/** What is told of the request of a call on a server. */
export type ServerListener = Parameters<ServerInterceptingCallInterface['start']>[0];

/** The call that a request belongs to. */
export interface RequestOwner {
  /** Starts the call, and returns its context; `undefined` if it is refused, so that nobody is told of it. */
  open(metadata: Metadata): Context | undefined;
  /** Ends the call, before anybody is told that it was cancelled. */
  cancelled(): void;
  /** Ends the call, since what is told of it has thrown `error`. */
  failed(error: unknown): void;
  /** The stream of the request, if it is known. */
  readonly stream: ServerHttp2Stream | undefined;
}

/** Tells a listener of a request, in the context of its call. */
export class RequestListener implements ServerListener {
  private readonly owner: RequestOwner;
  private readonly listener: ServerListener;
  private ctx: Context | undefined; // while the call is open

  constructor(owner: RequestOwner, listener: ServerListener) {
    this.owner = owner;
    this.listener = listener;
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.ctx = this.owner.open(metadata);
    this.tell(tellMetadata, metadata);
  }

  onReceiveMessage(message: unknown): void {
    this.tell(tellMessage, message);
  }

  /** A stream that was reset ends too, but what came is no whole request. */
  onReceiveHalfClose(): void {
    const { stream } = this.owner;
    if (stream?.aborted || stream?.rstCode) this.onCancel();
    else this.tell(tellHalfClose, undefined);
  }

  /** grpc-js says so at the end of each call. */
  onCancel(): void {
    this.owner.cancelled();
    this.tell(tellCancel, undefined);
    this.ctx = undefined;
  }

  private tell<T>(f: (listener: ServerListener, what: T) => void, what: T): void {
    if (this.ctx === undefined) return;
    try {
      run(this.ctx, f, this.listener, what);
    } catch (error) {
      this.owner.failed(error); // of an event listener of the handler's, where nobody else would catch it
    }
  }
}

function tellMetadata(listener: ServerListener, metadata: Metadata): void {
  listener.onReceiveMetadata(metadata);
}

function tellMessage(listener: ServerListener, message: unknown): void {
  listener.onReceiveMessage(message);
}

function tellHalfClose(listener: ServerListener): void {
  listener.onReceiveHalfClose();
}

function tellCancel(listener: ServerListener): void {
  listener.onCancel();
}
