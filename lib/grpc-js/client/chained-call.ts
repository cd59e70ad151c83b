import { type InterceptingListener, Metadata, type StatusObject } from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import { ServerError, Status } from 'nice-grpc-common';
import { type Context, current, run, withCancel, withDeadline } from '../../context';
import { statusOf } from '../../grpc';
import type { Heard } from '../../grpc/internal';
import { fromOutgoingContext, Join, type MD, newOutgoingContext } from '../../metadata';
import { fromMetadata, toReceived } from '../convert';
import type { Call } from './call';

/** What a chain of interceptors needs to make a call of its own: of the call that grpc-js has it make. */
export interface Making {
  /** `/package.Service/Method` */
  readonly path: string;
  /** The context in which the call is made. */
  readonly ctx: Context | undefined;
  /** The call's own deadline, in milliseconds since the epoch; `Infinity` if it has none. */
  readonly expires: number;
  /** Makes a call in `ctx`. */
  make(ctx: Context, heard: Heard): Call;
}

/**
 * A call of which interceptors decide what becomes: they may make it once, several times, or not at all. What they throw is
 * told to the caller as the status that it stands for.
 */
export abstract class ChainedCall implements Call {
  protected readonly making: Making;
  /**
   * The context of the call: that of its caller, which ends at the deadline and when the caller cancels. From the start on
   * it has the call's own metadata after its outgoing, so that interceptors see all that is sent.
   */
  protected ctx: Context;
  protected metadata = new Metadata();
  private readonly caller = current();
  private readonly cancel: () => void;
  private listener: InterceptingListener | undefined;
  private made: Call | undefined; // the one made last
  private cancelled: { readonly code: Status; readonly details: string } | undefined;
  private over = false;

  constructor(making: Making) {
    this.making = making;
    const own = making.ctx ?? this.caller;
    const { expires } = making;
    const [ctx, cancel] =
      expires === Number.POSITIVE_INFINITY ? withCancel(own) : withDeadline(own, new Date(expires));
    this.ctx = ctx;
    this.cancel = cancel;
  }

  start(metadata: Metadata, listener: InterceptingListener): void {
    const own = fromMetadata(metadata);
    if (own.size > 0) this.ctx = newOutgoingContext(this.ctx, Join(fromOutgoingContext(this.ctx), own));
    this.metadata = new Metadata(metadata.getOptions());
    this.listener = listener;
    this.started();
  }

  protected abstract started(): void;

  abstract sendMessageWithContext(context: MessageContext, message: unknown): void;

  sendMessage(message: unknown): void {
    this.sendMessageWithContext({}, message);
  }

  abstract startRead(): void;

  abstract halfClose(): void;

  cancelWithStatus(code: Status, details: string): void {
    this.cancelled ??= { code, details };
    this.made?.cancelWithStatus(code, details);
    this.cancel();
  }

  getPeer(): string {
    return this.made?.getPeer() ?? 'unknown';
  }

  getAuthContext(): ReturnType<Call['getAuthContext']> {
    return this.made?.getAuthContext() ?? null;
  }

  /** Makes a call, to whose listener its response is told. */
  protected make(ctx: Context, heard: Heard): Call {
    this.made = this.making.make(ctx, heard);
    return this.made;
  }

  protected tellHeader(header: MD): void {
    this.tell((listener) => listener.onReceiveMetadata(toReceived(header)));
  }

  protected tellMessage(message: unknown): void {
    this.tell((listener) => listener.onReceiveMessage(message));
  }

  /** Tells how the call ended, once; with `error` it failed. */
  protected tellEnd(trailer: MD, error?: { readonly error: unknown }): void {
    if (this.over) return;
    this.over = true;
    this.cancel();
    const status = error === undefined ? { code: Status.OK, details: 'OK' } : this.failure(error.error);
    this.tell((listener) => listener.onReceiveStatus({ ...status, metadata: toReceived(trailer) }));
  }

  private failure(error: unknown): Pick<StatusObject, 'code' | 'details'> {
    if (this.cancelled !== undefined) return this.cancelled;
    const { code, details } = statusOf(error) ?? new ServerError(Status.UNKNOWN, textOf(error));
    return { code, details };
  }

  /** grpc-js is told in a moment, so that what its user's callback throws is nobody else's to catch. */
  private tell(say: (listener: InterceptingListener) => void): void {
    const { listener } = this;
    if (listener !== undefined) run(this.caller, () => process.nextTick(say, listener));
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
