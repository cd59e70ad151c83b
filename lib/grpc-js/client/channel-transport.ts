import type { Channel, InterceptingListener, Metadata, StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { cancelStateOf, errorText } from '../../context/internal';
import type { ClientTransport, OutgoingCall, ResponseListener } from '../../grpc/internal';
import { Peer } from '../../peer';
import { type Sender, type SentFields, sendableDeadline, sentFields } from '../../wire/internal';
import { asMetadata } from '../convert';
import { serverOf } from '../peers';
import { SentMetadata } from '../sent-metadata';
import { type CallSettings, callSettings, validateMessageSize, validateSizes } from './call-settings';
import { type Call, compressorOf, insideOf } from './convert';
import { CallerCredentials, type Credentialed, callCredentials, refuseInsecure } from './credentials';
import { ResponseFields, receivedStatus } from './response-fields';

/** A codec that makes nothing of a message would have it taken for the end of them. */
export const nothingReceived = 'Response message parsing error: got nothing';

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

  abstract onReceiveMessage(message: unknown): void;

  onReceiveStatus(status: StatusObject): void {
    this.listener?.onStatus(receivedStatus(status));
  }
}

/** Carries a call on a channel: what its messages are encoded to, and decoded from, is done here. */
export class ChannelTransport extends CallTransport implements Credentialed {
  private readonly connection: Channel;
  readonly outgoing: OutgoingCall;
  readonly settings: CallSettings;
  private readonly fields: SentFields;

  constructor(channel: Channel, outgoing: OutgoingCall) {
    super();
    this.connection = channel;
    this.outgoing = outgoing;
    this.fields = sentFields(outgoing.ctx, outgoing.metadata);
    this.settings = callSettings(outgoing.opts, () => compressorOf(insideOf(channel)));
    if (outgoing.opts.length > 0) validateSizes(this.settings, insideOf(channel));
  }

  override get contentSubtype(): string | undefined {
    return this.settings.contentSubtype;
  }

  protected override open(): Call {
    const { method, ctx, caller } = this.outgoing;
    const deadline = sendableDeadline(cancelStateOf(ctx).deadline);
    const isBare = this.settings.credentials.length === 0;
    if (!isBare) refuseInsecure(this);
    const call = this.connection.createCall(method.path, deadline, undefined, null, undefined);
    call.setCredentials(isBare ? new CallerCredentials(caller, undefined) : callCredentials(this));
    return call;
  }

  protected override metadata(): Metadata {
    return asMetadata(new SentMetadata(this.fields, this.settings.metadataOptions, this));
  }

  override sendMessage(message: unknown, sent: () => void): void {
    const { maxSendMsgSize, flags } = this.settings;
    let bytes: Buffer;
    try {
      bytes = this.outgoing.method.requestSerialize(message);
    } catch (error) {
      this.cancel(Status.INTERNAL, `Request message serialization failure: ${errorText(error)}`);
      return;
    }
    const fault = validateMessageSize('trying to send message', bytes.length, maxSendMsgSize);
    if (fault === undefined) super.sendMessage(bytes, sent, flags);
    else this.cancel(Status.RESOURCE_EXHAUSTED, fault);
  }

  override onReceiveMessage(bytes: Uint8Array): void {
    const fault = validateMessageSize('received message', bytes.length, this.settings.maxRecvMsgSize);
    if (fault !== undefined) {
      this.cancel(Status.RESOURCE_EXHAUSTED, fault);
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
    return insideOf(this.connection);
  }
}
