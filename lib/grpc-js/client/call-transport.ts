import type { InterceptingListener, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Status } from 'nice-grpc-common';
import type { ClientTransport, ResponseListener } from '../../grpc/internal';
import { Peer } from '../../peer';
import type { Sender } from '../../wire/internal';
import { serverOf } from '../peers';
import type { Call } from './call';
import { ResponseFields, receivedStatus } from './response-fields';

/** Carries a call of grpc-js's, whose response it receives. */
export abstract class CallTransport implements ClientTransport, InterceptingListener, Sender {
  readonly followsContext = false;
  /** Undefined until the call is started. */
  protected call: Call | undefined;
  /** Undefined until the call is started. */
  protected listener: ResponseListener | undefined;

  hasEnded = false;

  /** Names the codec; `undefined` for grpc-js's own content type. */
  get contentSubtype(): string | undefined {
    return undefined;
  }

  /** Makes the call. */
  protected abstract open(): Call;
  /** Returns what the call sends, in addition to its messages. */
  protected abstract metadata(): Metadata;

  start(listener: ResponseListener): void {
    const call = this.open();
    this.call = call;
    this.listener = listener;
    call.start(this.metadata(), this);
  }

  sendMessage(message: unknown, sent: () => void, flags?: number): void {
    const context = flags === undefined ? { callback: sent } : { callback: sent, flags };
    this.call?.sendMessageWithContext(context, message);
  }

  startRead(): void {
    this.call?.startRead();
  }

  halfClose(): void {
    this.call?.halfClose();
  }

  cancel(code: Status, details: string): void {
    this.hasEnded = true;
    this.call?.cancelWithStatus(code, details);
  }

  fail(code: Status, details: string): void {
    this.cancel(code, details);
  }

  peer(): Peer {
    const { call } = this;
    return call === undefined ? new Peer() : serverOf(call.getPeer(), call.getAuthContext());
  }

  onReceiveMetadata(metadata: Metadata): void {
    if (!this.hasEnded) this.listener?.onHeader(new ResponseFields(metadata));
  }

  onReceiveMessage(message: unknown): void {
    if (message !== null) this.listener?.onMessage(message); // grpc-js says null where none came
  }

  onReceiveStatus(status: StatusObject): void {
    this.listener?.onStatus(receivedStatus(status));
  }
}
