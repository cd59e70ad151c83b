import type {
  CallOptions,
  Client,
  ClientDuplexStream,
  ClientReadableStream,
  ClientUnaryCall,
  ClientWritableStream,
  Interceptor,
  Metadata,
  StatusObject,
} from '@grpc/grpc-js';
import type { Status } from 'nice-grpc-common';
import { cancelStateOf } from '../../context/internal';
import type { CallStatus, ClientTransport, OutgoingCall, ResponseListener } from '../../grpc/internal';
import { Peer } from '../../peer';
import { type Sender, type SentFields, sendableDeadline, sentFields } from '../../wire/internal';
import { asMetadata, inBuffers } from '../convert';
import { FieldMetadata } from '../field-metadata';
import { serverOf } from '../peers';
import { type CallSettings, callSettings, limitedCodec } from './call-settings';
import { asInterceptingCall } from './convert';
import { type Credentialed, callCredentials, refuseInsecure } from './credentials';
import { ResponseFields, receivedStatus } from './response-fields';

type Reading = ClientReadableStream<unknown> | ClientDuplexStream<unknown, unknown>;
type Writing = ClientWritableStream<unknown> | ClientDuplexStream<unknown, unknown>;
type Call = ClientUnaryCall | Reading | Writing;

/**
 * Carries a call that a `Client` of grpc-js makes: a tool that observes programs has wrapped its methods, and is to see each
 * call. It costs more than a call on the channel itself.
 */
export class SurfaceTransport implements ClientTransport, Sender, Credentialed {
  readonly followsContext = false;
  private readonly client: Client;
  private readonly inside: object; // of its channel
  readonly outgoing: OutgoingCall;
  readonly settings: CallSettings;
  private readonly fields: SentFields;
  private listener: ResponseListener | undefined;
  private call: Call | undefined;
  private reading: Reading | undefined;
  private writing: Writing | undefined;
  private request: unknown; // of a call with one, until it is made
  private isAsked = false; // for a message, before there was a stream
  hasEnded = false;

  constructor(client: Client, inside: object, outgoing: OutgoingCall) {
    this.client = client;
    this.inside = inside;
    this.outgoing = outgoing;
    this.fields = sentFields(outgoing.ctx, outgoing.metadata);
    this.settings = callSettings(outgoing.opts, inside);
  }

  get contentSubtype(): string | undefined {
    return this.settings.contentSubtype;
  }

  channel(): object {
    return this.inside;
  }

  start(listener: ResponseListener): void {
    refuseInsecure(this);
    this.listener = listener;
    if (this.outgoing.method.requestStream) this.open();
  }

  sendMessage(message: unknown, sent: () => void): void {
    if (this.writing !== undefined) this.writing.write(message, () => sent());
    else {
      this.request = message;
      sent();
    }
  }

  halfClose(): void {
    if (this.writing !== undefined) this.writing.end();
    else if (!this.hasEnded) this.open();
  }

  startRead(): void {
    this.isAsked = true;
    this.reading?.resume();
  }

  cancel(code: Status, details: string): void {
    this.end({ code, details, trailer: undefined });
    this.call?.cancel();
  }

  fail(code: Status, details: string): void {
    this.cancel(code, details);
  }

  peer(): Peer {
    const { call } = this;
    return call === undefined ? new Peer() : serverOf(call.getPeer(), call.getAuthContext());
  }

  /** Has the client make the call, as its kind is made. */
  private open(): void {
    const { client, request } = this;
    const { method, ctx } = this.outgoing;
    const { path, requestStream, responseStream } = method;
    const { requestSerialize, responseDeserialize } = limitedCodec(method, this.settings, (code, details) =>
      this.cancel(code, details),
    );
    const decode = (bytes: Buffer): unknown => {
      const message = responseDeserialize(bytes);
      if (message === undefined || message === null) throw new Error('got nothing'); // it would be taken for the end
      return message;
    };
    const codec = [path, inBuffers(requestSerialize), decode] as const;
    const metadata = asMetadata(new FieldMetadata(this.fields, this.settings.metadataOptions, this));
    const deadline = sendableDeadline(cancelStateOf(ctx).deadline);
    const { flags } = this.settings;
    const interceptors = flags === undefined ? {} : { interceptors: [withFlags(flags)] };
    const options: CallOptions = { deadline, credentials: callCredentials(this), ...interceptors };
    const answered = (error: unknown, response: unknown) => {
      if (error === null) this.messageReceived(response);
    };
    if (requestStream && responseStream) {
      const stream = client.makeBidiStreamRequest(...codec, metadata, options);
      this.writing = stream;
      this.read(stream);
    } else if (requestStream) {
      this.writing = client.makeClientStreamRequest(...codec, metadata, options, answered);
      this.observe(this.writing);
    } else if (responseStream) {
      this.read(client.makeServerStreamRequest(...codec, request, metadata, options));
    } else {
      this.observe(client.makeUnaryRequest(...codec, request, metadata, options, answered));
    }
  }

  /** Receives one message at a time, and the status after the last. */
  private read(stream: Reading): void {
    this.reading = stream;
    stream.on('data', (message: unknown) => {
      stream.pause();
      this.messageReceived(message);
    });
    stream.on('error', () => {}); // the status tells
    this.observe(stream);
    if (!this.isAsked) stream.pause();
  }

  private observe(call: Call): void {
    this.call = call;
    call.on('metadata', (metadata: Metadata) => this.listener?.onHeader(new ResponseFields(metadata)));
    call.on('status', (status: StatusObject) => {
      const end = () => this.end(receivedStatus(status));
      if (this.reading === undefined || this.reading.readableEnded) end();
      else this.reading.once('end', end);
    });
  }

  private messageReceived(message: unknown): void {
    if (!this.hasEnded) this.listener?.onMessage(message);
  }

  private end(status: CallStatus): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.listener?.onStatus(status);
  }
}

/** Returns an interceptor that sends each message of a call with `flags`, for which the methods of a client have no argument. */
function withFlags(flags: number): Interceptor {
  return (options, nextCall) => {
    const call = asInterceptingCall(nextCall(options));
    const send = call.sendMessageWithContext.bind(call);
    call.sendMessageWithContext = (context, message) => send({ ...context, flags }, message);
    return call;
  };
}
