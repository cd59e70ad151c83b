import type { Channel, InterceptingListener, Metadata, StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { cancelStateOf, errorText } from '../../context/internal';
import type { ClientTransport, OutgoingCall, ResponseListener } from '../../grpc/internal';
import { Peer } from '../../peer';
import { type Sender, sendableDeadline, sentFields } from '../../wire/internal';
import { asBuffer, asMetadata } from '../convert';
import { FieldMetadata } from '../field-metadata';
import { serverOf } from '../peers';
import { type CallSettings, callSettings, tooLarge } from './call-settings';
import type { Call } from './convert';
import { CallerCredentials, type Credentialed, callCredentials, refuseInsecure } from './credentials';
import { ResponseFields, receivedStatus } from './response-fields';

/** A codec that makes nothing of a message would have it taken for the end of them. */
export const nothingReceived = 'Response message parsing error: got nothing';

/** Carries a call of grpc-js's, whose response it receives. */
export abstract class CallTransport implements ClientTransport, InterceptingListener, Sender {
  readonly followsContext = false;
  readonly outgoing: OutgoingCall;
  readonly settings: CallSettings;
  readonly contentSubtype: string | undefined;
  /** What the call sends, in addition to its messages. */
  private readonly metadata: Metadata;
  /** Undefined until the call is started. */
  protected call: Call | undefined;
  /** Undefined until the call is started. */
  protected listener: ResponseListener | undefined;

  hasEnded = false;

  constructor(outgoing: OutgoingCall, settings: CallSettings, options = settings.metadataOptions) {
    this.outgoing = outgoing;
    this.settings = settings;
    this.contentSubtype = settings.contentSubtype;
    const fields = sentFields(outgoing.ctx, outgoing.metadata);
    this.metadata = asMetadata(new FieldMetadata(fields, options, this));
  }

  /** Makes the call. */
  protected abstract open(): Call;

  start(listener: ResponseListener): void {
    const call = this.open();
    this.call = call;
    this.listener = listener;
    call.start(this.metadata, this);
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

  abstract onReceiveMessage(message: unknown): void;

  onReceiveStatus(status: StatusObject): void {
    this.listener?.onStatus(receivedStatus(status));
  }
}

/** A channel, and what is known of it once for all its calls. */
export interface KnownChannel {
  readonly channel: Channel;
  /** What is inside of it. */
  readonly inside: object;
  /** Whether it may have credentials, which are to be asked in the context of a call: one that is not secure has none. */
  readonly mayHaveCredentials: boolean;
}

/** Carries a call on a channel: what its messages are encoded to, and decoded from, is done here. */
export class ChannelTransport extends CallTransport implements Credentialed {
  private readonly known: KnownChannel;

  constructor(known: KnownChannel, outgoing: OutgoingCall) {
    super(outgoing, callSettings(outgoing.opts, known.inside));
    this.known = known;
  }

  protected override open(): Call {
    const { method, ctx, caller } = this.outgoing;
    const { channel, mayHaveCredentials } = this.known;
    const deadline = sendableDeadline(cancelStateOf(ctx).deadline);
    const isBare = this.settings.credentials.length === 0;
    if (!isBare) refuseInsecure(this);
    const call = channel.createCall(method.path, deadline, undefined, null, undefined);
    if (!isBare) call.setCredentials(callCredentials(this));
    else if (mayHaveCredentials) call.setCredentials(new CallerCredentials(caller, undefined));
    return call;
  }

  override sendMessage(message: unknown, sent: () => void): void {
    const { maxSendMsgSize, flags } = this.settings;
    let bytes: Buffer;
    try {
      bytes = asBuffer(this.outgoing.method.requestSerialize(message));
    } catch (error) {
      this.cancel(Status.INTERNAL, `Request message serialization failure: ${errorText(error)}`);
      return;
    }
    if (bytes.length <= maxSendMsgSize) super.sendMessage(bytes, sent, flags);
    else this.cancel(Status.RESOURCE_EXHAUSTED, tooLarge('trying to send message', bytes, maxSendMsgSize));
  }

  override onReceiveMessage(bytes: Buffer): void {
    const { maxRecvMsgSize } = this.settings;
    if (bytes.length > maxRecvMsgSize) {
      this.cancel(Status.RESOURCE_EXHAUSTED, tooLarge('received message', bytes, maxRecvMsgSize));
      return;
    }
    let message: unknown;
    try {
      message = this.outgoing.method.responseDeserialize(bytes);
    } catch (error) {
      this.cancel(Status.INTERNAL, `Response message parsing error: ${errorText(error)}`);
      return;
    }
    if (message === undefined || message === null) this.cancel(Status.INTERNAL, nothingReceived);
    else this.listener?.onMessage(message);
  }

  channel(): object {
    return this.known.inside;
  }
}
