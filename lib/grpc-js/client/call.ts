import type { InterceptingCall, InterceptingListener, Metadata } from '@grpc/grpc-js';
import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Status } from 'nice-grpc-common';

/** A call of grpc-js's: one of a channel, whose messages are bytes, or what an interceptor is given to call. */
export interface Call {
  start(metadata: Metadata, listener: InterceptingListener): void;
  sendMessageWithContext(context: MessageContext, message: unknown): void;
  startRead(): void;
  halfClose(): void;
  cancelWithStatus(status: Status, details: string): void;
  getPeer(): string;
  getAuthContext(): ReturnType<InterceptingCall['getAuthContext']>;
}
