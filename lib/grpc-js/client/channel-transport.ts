import type { Channel, Metadata } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { cancelStateOf } from '../../context/internal';
import type { OutgoingCall } from '../../grpc/internal';
import { type SentFields, sentFields } from '../../wire/internal';
import type { Call } from './call';
import { type CallSettings, callSettings, faultOfMessage } from './call-settings';
import { CallTransport } from './call-transport';
import { CallerCredentials } from './caller-credentials';
import { asMetadata, compressorOf, isSecure } from './convert';
import { PerRPCCallCredentials } from './per-rpc-credentials';
import { SentMetadata } from './sent-metadata';

/** Carries a call on a channel: what its messages are encoded to, and decoded from, is done here. */
export class ChannelTransport extends CallTransport {
  private readonly channel: Channel;
  private readonly outgoing: OutgoingCall;
  private readonly fields: SentFields;
  private readonly settings: CallSettings;

  constructor(channel: Channel, outgoing: OutgoingCall) {
    super();
    this.channel = channel;
    this.outgoing = outgoing;
    this.fields = sentFields(outgoing.ctx, outgoing.metadata);
    this.settings = callSettings(outgoing.opts, () => compressorOf(channel));
  }

  override get contentSubtype(): string | undefined {
    return this.settings.contentSubtype;
  }

  protected override open(): Call {
    const { method, ctx, caller } = this.outgoing;
    const { deadline } = cancelStateOf(ctx);
    const own = this.perRPCCredentials();
    const call = this.channel.createCall(method.path, deadline, undefined, null, undefined);
    call.setCredentials(new CallerCredentials(own === undefined ? caller : ctx, own));
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
      this.cancel(Status.INTERNAL, `Request message serialization failure: ${textOf(error)}`);
      return;
    }
    const fault = faultOfMessage('trying to send message', bytes.length, maxSendMsgSize);
    if (fault === undefined) super.sendMessage(bytes, sent, flags);
    else this.cancel(Status.RESOURCE_EXHAUSTED, fault);
  }

  override onReceiveMessage(bytes: Uint8Array): void {
    const fault = faultOfMessage('received message', bytes.length, this.settings.maxRecvMsgSize);
    if (fault !== undefined) {
      this.cancel(Status.RESOURCE_EXHAUSTED, fault);
      return;
    }
    let message: unknown;
    try {
      message = this.outgoing.method.responseDeserialize(bytes);
    } catch (error) {
      this.cancel(Status.INTERNAL, `Response message parsing error: ${textOf(error)}`);
      return;
    }
    this.listener?.onMessage(message);
  }

  private perRPCCredentials(): PerRPCCallCredentials | undefined {
    const { credentials } = this.settings;
    if (credentials === undefined) return undefined;
    const fail = (code: Status, details: string) => this.fail(code, details);
    const own = new PerRPCCallCredentials(
      credentials,
      this.outgoing.ctx,
      isSecure(this.channel) === true,
      fail,
    );
    if (own.refusal !== undefined) throw new ServerError(Status.UNAUTHENTICATED, own.refusal);
    return own;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
