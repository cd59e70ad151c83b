import type { Http2Session } from 'node:http2';
import { Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { afterFunc, background, DeadlineExceeded, run, withCall } from '../context';
import { newContextWithServerTransportStream, Response, type ResponseWriter } from '../grpc';
import { Join, type MD, withIncoming } from '../metadata';
import { newContext } from '../peer';
import { fromMetadata } from './convert';
import type { Arrival } from './http2-streams';
import { faultOfPeer } from './limits';
import { clientOf } from './peers';
import { deadlineOf, incomingOf } from './request';
import { faultOf } from './sendable';
import { WireMetadata } from './wire-metadata';

type Call = ServerInterceptingCallInterface;
type Listener = Parameters<Call['start']>[0];
type StatusObject = Parameters<Call['sendStatus']>[0];

/** One call on a server: grpc-js's own call, handled in a context and with the header and trailer set through it. */
export class ServerCall extends ServerInterceptingCall implements ResponseWriter {
  private readonly call: Call;
  private readonly response: Response;
  private readonly session: Http2Session | undefined;
  private arrival: Arrival | undefined; // until the handler starts
  private ctx = background(); // until then
  private cancel: (slack: number) => void = () => {}; // ends it
  private slack = 0; // ms, see slackUntil
  private over = false; // a status was sent, or the call was cancelled

  constructor(path: string, call: Call, arrival: Arrival | undefined) {
    super(call);
    this.call = call;
    this.arrival = arrival;
    this.session = arrival?.stream.session;
    this.response = new Response(path, this);
  }

  /** Starts the call: `listener` is called in the call's context, and not at all if the request is refused. */
  override start(listener: Listener): void {
    let started = false;
    this.call.start({
      onReceiveMetadata: (metadata) => {
        started = this.open(metadata);
        if (started) run(this.ctx, () => listener.onReceiveMetadata(metadata));
      },
      onReceiveMessage: (message) => {
        if (started) run(this.ctx, () => listener.onReceiveMessage(message));
      },
      onReceiveHalfClose: () => {
        if (started) run(this.ctx, () => listener.onReceiveHalfClose());
      },
      onCancel: () => {
        if (started) run(this.ctx, () => this.cancelled(listener));
      },
    });
  }

  /** Makes the call's context. Returns false, and ends the call, if the request is one that grpc-go refuses. */
  private open(metadata: Metadata): boolean {
    const { arrival, call } = this;
    this.arrival = undefined;
    try {
      const expires = deadlineOf(call, arrival);
      const md = incomingOf(metadata, call, arrival);
      this.enter(expires, md);
      return true;
    } catch (refusal) {
      if (!(refusal instanceof ServerError)) throw refusal;
      this.finish({ code: refusal.code, details: refusal.details });
      return false;
    }
  }

  private enter(expires: number, md: MD): void {
    const [ctx, cancel] = withCall(expires);
    const withPeer = newContext(withIncoming(ctx, md), clientOf(this.call));
    this.ctx = newContextWithServerTransportStream(withPeer, this.response);
    this.cancel = cancel;
    this.slack = slackUntil(expires);
    if (expires !== Number.POSITIVE_INFINITY && this.call.getDeadline() === Number.POSITIVE_INFINITY) {
      afterFunc(this.ctx, () => this.expire()); // grpc-js cannot measure a time so long
    }
  }

  private expire(): void {
    if (this.ctx.err() !== DeadlineExceeded || this.over) return;
    this.finish({ code: Status.DEADLINE_EXCEEDED, details: DeadlineExceeded.message });
  }

  private cancelled(listener: Listener): void {
    this.over = true;
    this.cancel(this.slack);
    this.response.end(this.ctx);
    listener.onCancel();
  }

  /** Sends the header that was set and, after it, `metadata`. Later calls do nothing. */
  override sendMetadata(metadata: Metadata): void {
    if (this.response.headerSent || this.over) return;
    this.writeHeader(Join(this.response.takeHeader(), fromMetadata(metadata)));
  }

  writeHeader(header: MD): void {
    const fault = this.faultOf(header);
    if (fault === undefined) this.call.sendMetadata(WireMetadata.of(header));
    else this.finish({ code: Status.INTERNAL, details: fault });
  }

  faultOf(md: MD): string | undefined {
    return faultOf(md) ?? faultOfPeer(WireMetadata.of(md).toHttp2Headers(), this.session);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    this.sendMetadata(new Metadata());
    if (!this.over) this.call.sendMessage(message, callback);
  }

  /** Ends the call: sends the header if one was set, then the trailer that was set and, after it, that of `status`. */
  override sendStatus(status: StatusObject): void {
    if (this.response.hasHeader) this.sendMetadata(new Metadata());
    if (this.over) return;
    const set = this.response.end(this.ctx);
    const trailer = status.metadata ? Join(set, fromMetadata(status.metadata)) : set;
    const fault = this.faultOf(trailer);
    if (fault === undefined) this.finish(status, WireMetadata.of(trailer));
    else this.finish({ code: Status.INTERNAL, details: fault });
  }

  private finish({ code, details }: StatusObject, metadata = new Metadata()): void {
    this.over = true;
    this.response.end(this.ctx);
    this.call.sendStatus({ code, details: wellFormed(details), metadata });
    run(this.ctx, this.cancel, 0);
  }
}

/**
 * Returns how long before the deadline a cancellation still counts as the deadline: the client's clock started to
 * run before the server's, by the time that the request took on its way. It is a tenth of the time, but 25 ms at least and
 * 250 ms at most.
 */
function slackUntil(expires: number): number {
  return Math.min(Math.max((expires - Date.now()) / 10, 25), 250);
}

/** Returns `details` without half characters, at which grpc-js throws when it encodes them. */
function wellFormed(details: string): string {
  return /\p{Surrogate}/u.test(details) ? Buffer.from(details).toString() : details;
}
