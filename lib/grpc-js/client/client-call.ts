import { type InterceptingListener, Metadata } from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, run } from '../../context';
import { type CancelState, cancelStateOf } from '../../context/internal';
import { type ContextOptions, fromContextError } from '../../grpc';
import { internal, type Observed, observer } from '../../grpc/internal';
import { fromOutgoingContext, Join, type MD } from '../../metadata';
import type { Sender } from '../../wire/internal';
import { faultOf } from '../../wire/internal';
import { fromMetadata, isEmpty } from '../convert';
import { WireMetadata } from '../wire-metadata';
import type { Call } from './call';
import { ResponseListener } from './response-listener';

/**
 * One call on a client: a call of grpc-js's, with the metadata, the deadline and the end of a context. grpc-js works
 * outside of any context, so that a connection or timer that it makes for one caller keeps nothing of him and is
 * not taken for another's; the caller's listener is called in the caller's context.
 */
export abstract class ClientCall implements Call, Sender {
  private readonly options: ContextOptions & Observed;
  private call: Call | undefined; // once started, unless it was refused

  constructor(options: ContextOptions & Observed) {
    this.options = options;
  }

  /** Makes the call of grpc-js, which ends at `expires` at the latest. It is called once, outside of any context. */
  protected abstract open(expires: number): Call;

  start(metadata: Metadata, listener: InterceptingListener): void {
    const caller = current();
    const ctx = this.options.ctx ?? caller;
    const state = cancelStateOf(ctx);
    const md = outgoingOf(ctx, metadata);
    const fault = md && faultOf(md);
    const refusal = fault === undefined ? fromContextError(state.err()) : internal(fault);
    if (refusal === undefined) {
      const response = new ResponseListener(this.options, caller, state, listener);
      run(background(), () => this.send(state, WireMetadata.of(md, metadata, this), response));
    } else {
      refuse(listener, refusal);
    }
  }

  sendMessageWithContext(context: MessageContext, message: unknown): void {
    const { call } = this;
    if (call === undefined) context.callback?.();
    else run(background(), sendMessage, call, context, message);
  }

  sendMessage(message: unknown): void {
    this.sendMessageWithContext({}, message);
  }

  startRead(): void {
    run(background(), startRead, this.call);
  }

  halfClose(): void {
    run(background(), halfClose, this.call);
  }

  cancelWithStatus(status: Status, details: string): void {
    run(background(), () => this.call?.cancelWithStatus(status, details));
  }

  fail(code: Status, details: string): void {
    this.call?.cancelWithStatus(code, details);
  }

  getPeer(): string {
    return this.call?.getPeer() ?? 'unknown';
  }

  getAuthContext(): ReturnType<Call['getAuthContext']> {
    return this.call?.getAuthContext() ?? null;
  }

  private send({ deadline }: CancelState, metadata: Metadata, listener: ResponseListener): void {
    const call = this.open(deadline);
    this.call = call;
    this.options[observer]?.onStart();
    listener.watch(call);
    call.start(metadata, listener);
  }
}

/** Returns what a call sends, if anything: the outgoing metadata of `ctx`, then its own. */
function outgoingOf(ctx: Context, own: Metadata): MD | undefined {
  const md = fromOutgoingContext(ctx);
  if (isEmpty(own)) return md;
  return md === undefined ? fromMetadata(own) : Join(md, fromMetadata(own));
}

function sendMessage(call: Call, context: MessageContext, message: unknown): void {
  call.sendMessageWithContext(context, message);
}

function startRead(call: Call | undefined): void {
  call?.startRead();
}

function halfClose(call: Call | undefined): void {
  call?.halfClose();
}

/** Tells `listener`, in a moment, that the call failed before anything was sent. */
function refuse(listener: InterceptingListener, { code, details }: ServerError): void {
  process.nextTick(() => listener.onReceiveStatus({ code, details, metadata: new Metadata() }));
}
