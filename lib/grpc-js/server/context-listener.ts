import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { type Context, run } from '../../context';

/** What hears of the request of a call on a server. */
export type RequestListener = Parameters<ServerInterceptingCallInterface['start']>[0];

/** What decides in which context a request is heard of. */
export interface Opening {
  /** Returns the context of the call, or `undefined` if the call is refused, so that nobody is to hear of it. */
  open(metadata: Metadata): Context | undefined;
  /** Tells that the call is over, in its context and before anybody else hears of that. */
  cancelled(): void;
}

/** Hears of a request, and tells a listener of it in the call's context. */
export class ContextListener implements RequestListener {
  private readonly opening: Opening;
  private readonly listener: RequestListener;
  private ctx: Context | undefined; // once there is one, and until the call is over

  constructor(opening: Opening, listener: RequestListener) {
    this.opening = opening;
    this.listener = listener;
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.ctx = this.opening.open(metadata);
    if (this.ctx !== undefined) run(this.ctx, tellMetadata, this.listener, metadata);
  }

  onReceiveMessage(message: unknown): void {
    if (this.ctx !== undefined) run(this.ctx, tellMessage, this.listener, message);
  }

  onReceiveHalfClose(): void {
    if (this.ctx !== undefined) run(this.ctx, tellHalfClose, this.listener);
  }

  /** After the first call, later calls do nothing: a call that is aborted is cancelled by its client too, then. */
  onCancel(): void {
    const { ctx } = this;
    this.ctx = undefined;
    if (ctx !== undefined) run(ctx, tellCancel, this.opening, this.listener);
  }
}

function tellMetadata(listener: RequestListener, metadata: Metadata): void {
  listener.onReceiveMetadata(metadata);
}

function tellMessage(listener: RequestListener, message: unknown): void {
  listener.onReceiveMessage(message);
}

function tellHalfClose(listener: RequestListener): void {
  listener.onReceiveHalfClose();
}

function tellCancel(opening: Opening, listener: RequestListener): void {
  opening.cancelled();
  listener.onCancel();
}
