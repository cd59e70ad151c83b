import { InterceptingCall, type InterceptingListener, type Metadata } from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Status } from 'nice-grpc-common';
import type { Call } from './call';

/** A call in the form in which grpc-js asks an interceptor for one. It hands all on, without what grpc-js would put between. */
export class PassingCall extends InterceptingCall {
  private readonly call: Call;

  constructor(call: Call & ConstructorParameters<typeof InterceptingCall>[0]) {
    super(call);
    this.call = call;
  }

  override start(metadata: Metadata, listener: Partial<InterceptingListener> = {}): void {
    if (isWhole(listener)) this.call.start(metadata, listener);
    else super.start(metadata, listener); // which adds what is missing
  }

  override sendMessageWithContext(context: MessageContext, message: unknown): void {
    this.call.sendMessageWithContext(context, message);
  }

  override startRead(): void {
    this.call.startRead();
  }

  override halfClose(): void {
    this.call.halfClose();
  }

  override cancelWithStatus(status: Status, details: string): void {
    this.call.cancelWithStatus(status, details);
  }
}

function isWhole(listener: Partial<InterceptingListener>): listener is InterceptingListener {
  const { onReceiveMetadata, onReceiveMessage, onReceiveStatus } = listener;
  return onReceiveMetadata !== undefined && onReceiveMessage !== undefined && onReceiveStatus !== undefined;
}
