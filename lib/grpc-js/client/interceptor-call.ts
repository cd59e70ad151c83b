import type { InterceptingCall, InterceptingListener, Metadata } from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Status } from 'nice-grpc-common';
import type { CallFactory, OutgoingCall } from '../../grpc/internal';
import type { Call } from './call';
import { PassthroughCall } from './passthrough-call';

/** What makes a call, and with what. */
export interface PreparedCall {
  readonly factory: CallFactory;
  readonly call: OutgoingCall;
}

/** A call in the form in which grpc-js asks an interceptor for one. What is asked of it before it is started waits. */
export class InterceptorCall implements Call {
  private readonly prepare: (metadata: Metadata) => PreparedCall;
  private readonly made: () => Call | undefined;
  private started: PassthroughCall | undefined;
  private early: Array<(call: PassthroughCall) => void> = [];

  /** `prepare` tells how the call is made, as soon as its metadata is known; `made` returns it. */
  constructor(prepare: (metadata: Metadata) => PreparedCall, made: () => Call | undefined) {
    this.prepare = prepare;
    this.made = made;
  }

  start(metadata: Metadata, listener: Partial<InterceptingListener> = {}): void {
    const { factory, call } = this.prepare(metadata);
    this.started = new PassthroughCall(factory, call, listener);
    this.started.open();
    for (const act of this.early.splice(0)) act(this.started);
  }

  sendMessageWithContext(context: MessageContext, message: unknown): void {
    this.act((call) => call.send(context, message));
  }

  sendMessage(message: unknown): void {
    this.sendMessageWithContext({}, message);
  }

  startRead(): void {
    this.act((call) => call.startRead());
  }

  halfClose(): void {
    this.act((call) => call.halfClose());
  }

  cancelWithStatus(code: Status, details: string): void {
    this.act((call) => call.abort(code, details));
  }

  getPeer(): string {
    return this.made()?.getPeer() ?? 'unknown';
  }

  getAuthContext(): ReturnType<InterceptingCall['getAuthContext']> {
    return this.made()?.getAuthContext() ?? null;
  }

  private act(act: (call: PassthroughCall) => void): void {
    if (this.started === undefined) this.early.push(act);
    else act(this.started);
  }
}
