import type { InterceptingListener, Metadata, StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import type { ClientTransport, ResponseListener } from '../../grpc/internal';
import { Peer } from '../../peer';
import type { Sender } from '../../wire/internal';
import { serverOf } from '../peers';
import type { Call } from './call';
import { ResponseFields } from './response-fields';

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

  onReceiveStatus({ code, details, metadata }: StatusObject): void {
    this.listener?.onStatus({ ...asInGo(code, details), trailer: new ResponseFields(metadata) });
  }
}

/** Returns the status that grpc-go gives where grpc-js gives another, or none. */
function asInGo(code: Status | undefined, details: string | undefined): { code: Status; details: string } {
  if (code === undefined) return { code: Status.INTERNAL, details: details ?? unknownEncoding };
  const isFlowControl = code === Status.INTERNAL && details?.startsWith('Received RST_STREAM with code 3');
  return { code: isFlowControl ? Status.RESOURCE_EXHAUSTED : code, details: details ?? '' };
}

/** Why grpc-js ends a call without a code. */
const unknownEncoding = 'grpc: a message is compressed with an encoding that is not known';
