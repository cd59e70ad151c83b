import type { EventEmitter } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import type { Metadata } from '@grpc/grpc-js';
import { ServerError, type Status } from 'nice-grpc-common';
import { type Context, current } from '../../context';
import { fromContextError } from '../../grpc';
import { IncomingCall, internal, type ResponseWriter, streamKey } from '../../grpc/internal';
import type { MD } from '../../metadata';
import { Peer } from '../../peer';
import { detailsKey } from '../../status/internal';
import { IncomingFields, peerOfSocket, validateSent } from '../../wire/internal';
import type { HandledCall } from '../convert';

import { FieldMetadata } from '../field-metadata';
import { deadlineOf, type ReceivedRequest, receivedRequest } from './request';

/** A handler's own header and trailer, which are added when it is done. */
export interface Finisher {
  /** @throws ServerError if they cannot be sent. */
  finish(): void;
}

/** A call of grpc-js's, as its handler was given it, with its context. */
export class HandlerCall {
  readonly given: HandledCall;
  readonly incoming: IncomingCall;
  /** The context in which the handler is to run. */
  readonly ctx: Context;
  /** What starts and ends the call; `undefined` if `serverInterceptor()` does. */
  readonly opened: OpenedCall | undefined;
  private finisher: Finisher | undefined;

  constructor(given: HandledCall, incoming: IncomingCall, ctx: Context, opened?: OpenedCall) {
    this.given = given;
    this.incoming = incoming;
    this.ctx = ctx;
    this.opened = opened;
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

  /** Returns how the call was cut off, if its client did not close its stream. It is asked when the requests end. */
  cutOff(): Error | undefined {
    this.opened?.noteReset();
    return fromContextError(this.incoming.ctx.err());
  }
}

/** A call on a server that has no `serverInterceptor()`: it is started when its handler is called. */
class OpenedCall implements ResponseWriter {
  readonly incoming: IncomingCall;
  readonly ctx: Context;
  /** Why the call is refused before its handler is called; `undefined` if it is not. */
  readonly refusal: ServerError | undefined;
  private readonly given: HandledCall;
  private readonly stream: ServerHttp2Stream | undefined;

  constructor(given: HandledCall) {
    const request = receivedRequest(given, given.metadata);
    const stream = request?.stream;
    const { deadline, refusal } = openingOf(given, request);
    this.given = given;
    this.stream = stream;
    this.refusal = refusal;
    this.incoming = new IncomingCall(given.getPath(), this);
    const metadata = new IncomingFields(request?.raw ?? []);
    this.ctx = this.incoming.start({ deadline, metadata, peer: () => peerOf(stream) });
    const emitter: EventEmitter = given;
    emitter.once('cancelled', () => this.incoming.cancel());
  }

  writeHeader(header: MD): void {
    this.given.sendMetadata(FieldMetadata.of(header));
  }

  validateSent(md: MD): string | undefined {
    return validateSent(md, this.stream?.session);
  }

  /** Ends the call if its client has reset it. */
  noteReset(): void {
    if (this.stream?.aborted || this.stream?.rstCode) this.incoming.cancel();
  }

  /** Sends the header that was set, if one was. It goes before the first message. */
  sendHeader(): void {
    if (this.incoming.headerSent) return;
    const header = this.incoming.takeHeader();
    if (header !== undefined) this.writeHeader(header);
  }

  /** Returns what was set for the trailer, to end the call with `code`. Nothing can be set any more. */
  takeTrailer(code: Status): Metadata | undefined {
    if (this.incoming.hasHeader) this.sendHeader();
    const md = this.incoming.takeTrailer(code);
    if (md === undefined) return undefined;
    if (md.has(detailsKey) && validateSent(md) !== undefined) md.delete(detailsKey); // they would end the connection, and the call has its code
    return FieldMetadata.of(md);
  }

  /** Ends the call: its status was sent. */
  finish(): void {
    this.incoming.finish();
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
  if (stream instanceof IncomingCall && stream.claim(given)) return new HandlerCall(given, stream, ctx);
  const opened = new OpenedCall(given);
  return new HandlerCall(given, opened.incoming, opened.ctx, opened);
}
