import type { EventEmitter } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import type { Metadata } from '@grpc/grpc-js';
import { ServerError } from 'nice-grpc-common';
import { type Context, current } from '../../context';
import { fromContextError } from '../../grpc';
import { IncomingCall, internal, type ResponseWriter, streamKey } from '../../grpc/internal';
import { MD } from '../../metadata';
import { Peer } from '../../peer';
import { detailsKey, statusOf } from '../../status/internal';
import { IncomingFields, peerOfSocket, validateResponse, validateSent } from '../../wire/internal';
import type { HandledCall } from '../convert';

import { FieldMetadata } from '../field-metadata';
import { deadlineOf, type ReceivedRequest, receivedRequest } from './request';

/** A handler's own header and trailer, which are added when it is done. */
export interface Finisher {
  /** @throws ServerError if they cannot be sent. */
  finish(): void;
}

/** A call of grpc-js's, as its handler was given it, with its context. */
export abstract class HandlerCall {
  readonly given: HandledCall;
  readonly incoming: IncomingCall;
  /** The context in which the handler is to run. */
  readonly ctx: Context;
  private finisher: Finisher | undefined;

  constructor(given: HandledCall, incoming: IncomingCall, ctx: Context) {
    this.given = given;
    this.incoming = incoming;
    this.ctx = ctx;
  }

  /** Has `finisher` asked before the call is answered, or before an interceptor calls the handler once more. */
  beforeAnswer(finisher: Finisher): void {
    this.handlerDone();
    this.finisher = finisher;
  }

  /** @throws ServerError if the handler's own header or trailer cannot be sent. */
  handlerDone(): void {
    const { finisher } = this;
    this.finisher = undefined;
    finisher?.finish();
  }

  /** Why the call is refused before its handler is called; `undefined` if it is not. */
  abstract readonly refusal: ServerError | undefined;
  /** Returns how the call was cut off, if its client did not close its stream. It is asked when the requests end. */
  abstract cutOff(): Error | undefined;
  /** Sends the header that was set, if one was and nothing else sends it. It goes before the first message. */
  abstract beforeMessage(): void;
  /** Returns what was set for the trailer, to end the call with, if nothing else sends it. Nothing can be set any more. */
  abstract takeTrailer(): Metadata | undefined;
  /** Ends the call: its status was sent. */
  abstract finish(): void;
}

/** A call on a server that has no `serverInterceptor()`: it is started when its handler is called. */
class OpenedCall extends HandlerCall {
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
    if (header !== undefined) this.given.sendMetadata(FieldMetadata.of(header));
  }

  override takeTrailer(): Metadata | undefined {
    if (this.incoming.hasHeader) this.beforeMessage();
    const trailer = this.incoming.takeTrailer();
    const bin = statusOf(this.incoming.failure)?.detailsBin;
    if (bin === undefined) return trailer && FieldMetadata.of(trailer);
    const md = (trailer ?? new MD()).set(detailsKey, bin);
    if (validateSent(md) !== undefined) md.delete(detailsKey); // they would end the connection, and the call has its code
    return FieldMetadata.of(md);
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
    this.given.sendMetadata(FieldMetadata.of(header));
  }

  validateSent(md: MD): string | undefined {
    return validateResponse(md, this.stream?.session);
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

/** Returns `given` with its context: that in which `serverInterceptor()` has started it, or else one that is started now. */
export function handlerCallOf(given: HandledCall): HandlerCall {
  const ctx = current();
  const stream = ctx.value(streamKey);
  return stream instanceof IncomingCall && stream.claim(given)
    ? new StartedCall(given, stream, ctx)
    : new OpenedCall(given);
}

/** A call that `serverInterceptor()` has started: that sends header and trailer, and knows the end. */
class StartedCall extends HandlerCall {
  readonly refusal: undefined;

  override cutOff(): Error | undefined {
    return fromContextError(this.incoming.ctx.err());
  }

  override beforeMessage(): void {}

  override takeTrailer(): undefined {}

  override finish(): void {}
}
