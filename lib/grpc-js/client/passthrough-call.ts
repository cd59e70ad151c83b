import { type InterceptingListener, Metadata } from '@grpc/grpc-js';
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
import { toMetadata } from './convert';
import { ResponseFields } from './response-fields';

type Listener = Partial<InterceptingListener>;

/** A call whose caller is grpc-js: what is received is told to a listener, in the context in which the call was made. */
export class PassthroughCall extends ClientCall {
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

  /** What a listener throws is its own: interceptors of ours, and the start of a call that was refused, do not get it. */
  private tell(tell: (listener: Listener) => void): void {
    const { listener } = this;
    if (this.transport?.followsContext === false) run(this.call.caller, tell, listener);
    else run(this.call.caller, () => process.nextTick(tell, listener));
  }
}

function metadataOf(fields: ReceivedFields): Metadata {
  return fields instanceof ResponseFields ? fields.metadata : toMetadata(fields);
}
