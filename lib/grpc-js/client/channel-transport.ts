import type { Channel } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { cancelStateOf } from '../../context/internal';
import type { OutgoingCall } from '../../grpc/internal';
import { type SentFields, sentFields } from '../../wire/internal';
import type { Call } from './call';
import { CallTransport } from './call-transport';
import { CallerCredentials } from './caller-credentials';
import { asMetadata } from './convert';
import { SentMetadata } from './sent-metadata';

/** Carries a call on a channel: what its messages are encoded to, and decoded from, is done here. */
export class ChannelTransport extends CallTransport {
  private readonly channel: Channel;
  private readonly outgoing: OutgoingCall;
  private readonly fields: SentFields;

  constructor(channel: Channel, outgoing: OutgoingCall) {
    super();
    this.channel = channel;
    this.outgoing = outgoing;
    this.fields = sentFields(outgoing.ctx, outgoing.metadata);
  }

  protected override open(): Call {
    const { method, ctx, caller } = this.outgoing;
    const { deadline } = cancelStateOf(ctx);
    const call = this.channel.createCall(method.path, deadline, undefined, null, undefined);
    call.setCredentials(new CallerCredentials(caller, undefined));
    return call;
  }

  protected override metadata() {
    return asMetadata(new SentMetadata(this.fields, {}, this));
  }

  override sendMessage(message: unknown, sent: () => void): void {
    let bytes: Buffer;
    try {
      bytes = this.outgoing.method.requestSerialize(message);
    } catch (error) {
      this.cancel(Status.INTERNAL, `Request message serialization failure: ${textOf(error)}`);
      return;
    }
    super.sendMessage(bytes, sent);
  }

  override onReceiveMessage(bytes: Uint8Array): void {
    let message: unknown;
    try {
      message = this.outgoing.method.responseDeserialize(bytes);
    } catch (error) {
      this.cancel(Status.INTERNAL, `Response message parsing error: ${textOf(error)}`);
      return;
    }
    this.listener?.onMessage(message);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
