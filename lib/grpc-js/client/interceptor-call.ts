import { type InterceptingCall, type InterceptingListener, Metadata } from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Status } from 'nice-grpc-common';
import { background, run } from '../../context';
import {
  type CallFactory,
  type CallStatus,
  ClientCall,
  type OutgoingCall,
  type ReceivedFields,
} from '../../grpc/internal';
import { type Call, toMetadata } from './convert';
import { ResponseFields } from './response-fields';

type Listener = Partial<InterceptingListener>;

/** A call whose caller is grpc-js: what is received is passed to a listener, in the context in which the call was made. */
class PassthroughCall extends ClientCall {
  private readonly listener: Listener;

  constructor(factory: CallFactory, call: OutgoingCall, listener: Listener) {
    super(factory, call);
    this.listener = listener;
  }

  open(): void {
    run(background(), () => this.begin());
  }

  send({ callback, flags }: MessageContext, message: unknown): void {
    const { transport } = this;
    const sent = () => run(this.call.caller, () => callback?.());
    if (transport === undefined) sent();
    else run(background(), () => transport.sendMessage(message, sent, flags));
  }

  startRead(): void {
    run(background(), () => this.transport?.startRead());
  }

  halfClose(): void {
    run(background(), () => this.transport?.halfClose());
  }

  abort(code: Status, details: string): void {
    run(background(), () => this.cancel(code, details));
  }

  protected override headerReceived(header: ReceivedFields): void {
    this.tell((listener) => listener.onReceiveMetadata?.(metadataOf(header)));
  }

  protected override messageReceived(message: unknown): void {
    if (!this.call.method.responseStream) this.transport?.startRead(); // a second one would be a fault
    this.tell((listener) => listener.onReceiveMessage?.(message));
  }

  protected override ended({ code, details, trailer }: CallStatus): void {
    const metadata = trailer === undefined ? new Metadata() : metadataOf(trailer);
    this.tell((listener) => listener.onReceiveStatus?.({ code, details, metadata }));
  }

  /** What a listener throws stays with it: neither our interceptors nor the start of a refused call get it. */
  private tell(tell: (listener: Listener) => void): void {
    const { listener } = this;
    if (this.transport?.followsContext === false) run(this.call.caller, tell, listener);
    else run(this.call.caller, () => process.nextTick(tell, listener));
  }
}

function metadataOf(fields: ReceivedFields): Metadata {
  return fields instanceof ResponseFields ? fields.metadata : toMetadata(fields);
}

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

  /** `prepare` returns how the call is made, as soon as its metadata is known; `made` returns the call. */
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
