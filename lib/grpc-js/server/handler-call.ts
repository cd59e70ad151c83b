import type { Metadata } from '@grpc/grpc-js';
import type { ServerError } from 'nice-grpc-common';
import type { Context } from '../../context';
import type { IncomingCall } from '../../grpc/internal';
import type { HandledCall } from '../convert';

/** What a handler has still to say when it is done: a header and a trailer of its own kind. */
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

  /** @throws ServerError if what the handler has still to say cannot be sent. */
  handlerDone(): void {
    const { finisher } = this;
    this.finisher = undefined;
    finisher?.finish();
  }

  /** Why the call is refused before its handler is called; `undefined` if it is not. */
  abstract readonly refusal: ServerError | undefined;
  /** Returns how the call was cut off, if its client did not close its stream. It is asked when the requests end. */
  abstract cutOff(): Error | undefined;
  /** Sends the header that was set, if one was and nobody else sends it. It goes before the first message. */
  abstract beforeMessage(): void;
  /** Returns what was set for the trailer, to end the call with, if nobody else sends it. Nothing can be set any more. */
  abstract takeTrailer(): Metadata | undefined;
  /** Ends the call: its status was sent. */
  abstract finish(): void;
}
