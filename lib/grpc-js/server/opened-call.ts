import type { EventEmitter } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import type { Metadata } from '@grpc/grpc-js';
import { ServerError } from 'nice-grpc-common';
import { fromContextError } from '../../grpc';
import { IncomingCall, internal, type ResponseWriter } from '../../grpc/internal';
import { MD } from '../../metadata';
import { Peer } from '../../peer';
import { detailsKey, statusOf } from '../../status/internal';
import { faultOf, faultOfPeer, IncomingFields, peerOfSocket } from '../../wire/internal';
import type { HandledCall } from '../convert';
import { WireMetadata } from '../wire-metadata';
import { HandlerCall } from './handler-call';
import { deadlineOf, type ReceivedRequest, receivedRequest } from './request';

/** A call on a server that has no `serverInterceptor()`: it is started when its handler is called. */
export class OpenedCall extends HandlerCall {
  readonly refusal: ServerError | undefined;
  private readonly stream: ServerHttp2Stream | undefined;

  constructor(given: HandledCall) {
    const request = receivedRequest(given, given.metadata);
    const stream = request?.stream;
    const { deadline, refusal } = openingOf(given, request);
    const incoming = new IncomingCall(given.getPath(), new HeaderWriter(given, stream));
    const metadata = new IncomingFields(request?.raw ?? []);
    super(given, incoming, incoming.start({ deadline, metadata, peer: () => peerOf(stream) }));
    this.stream = stream;
    this.refusal = refusal;
    const emitter: EventEmitter = given;
    emitter.once('cancelled', () => incoming.cancel());
  }

  override cutOff(): Error | undefined {
    if (this.stream?.aborted || this.stream?.rstCode) this.incoming.cancel();
    return fromContextError(this.ctx.err());
  }

  override beforeMessage(): void {
    if (this.incoming.headerSent) return;
    const header = this.incoming.takeHeader();
    if (header !== undefined) this.given.sendMetadata(WireMetadata.of(header));
  }

  override takeTrailer(): Metadata | undefined {
    if (this.incoming.hasHeader) this.beforeMessage();
    const trailer = this.incoming.takeTrailer();
    const bin = statusOf(this.incoming.failure)?.detailsBin;
    return trailer || bin
      ? WireMetadata.of(bin ? (trailer ?? new MD()).set(detailsKey, bin) : trailer)
      : undefined;
  }

  override finish(): void {
    this.incoming.finish();
  }
}

/** Sends the header of a call through its handler's call. */
class HeaderWriter implements ResponseWriter {
  private readonly given: HandledCall;
  private readonly stream: ServerHttp2Stream | undefined;

  constructor(given: HandledCall, stream: ServerHttp2Stream | undefined) {
    this.given = given;
    this.stream = stream;
  }

  writeHeader(header: MD): void {
    this.given.sendMetadata(WireMetadata.of(header));
  }

  faultOf(md: MD): string | undefined {
    return faultOf(md) ?? faultOfPeer(() => WireMetadata.of(md).toHttp2Headers(), this.stream?.session);
  }
}

/** Returns when a call ends, and why it is refused, if it is. */
function openingOf(call: HandledCall, request: ReceivedRequest | undefined) {
  const deadline = Number.POSITIVE_INFINITY;
  try {
    if (request !== undefined) return { deadline: deadlineOf(call, request), refusal: undefined };
    throw internal(
      `grpc-js: ${call.getPath()}: the server must have serverInterceptor() among its interceptors, or get its services before it is bound`,
    );
  } catch (error) {
    if (error instanceof ServerError) return { deadline, refusal: error };
    throw error;
  }
}

function peerOf(stream: ServerHttp2Stream | undefined): Peer {
  const socket = stream?.session?.socket;
  return socket === undefined ? new Peer() : peerOfSocket(socket);
}
