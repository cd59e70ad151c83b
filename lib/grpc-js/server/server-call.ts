import type { Http2Session } from 'node:http2';
import { Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { afterFunc, background, type Context, DeadlineExceeded, run } from '../../context';
import { type CancelState, LazyValueEntry, newCallContext, ValueEntry } from '../../context/internal';
import {
  Response,
  type ResponseWriter,
  type RunningCall,
  type RunningCalls,
  streamKey,
} from '../../grpc/internal';
import { Join, type MD } from '../../metadata';
import { type Incoming, incomingKey } from '../../metadata/internal';
import { peerKey } from '../../peer/internal';
import type { RawRequest } from '../../wire/internal';
import { faultOf, faultOfPeer, IncomingFields } from '../../wire/internal';
import { fromMetadata, isEmpty } from '../convert';
import { clientOf } from '../peers';
import { WireMetadata } from '../wire-metadata';
import { ContextListener, type Opening, type RequestListener } from './context-listener';
import { sendableDetails } from './details';
import { checkRequest, deadlineOf, incomingOf } from './request';

type Call = ServerInterceptingCallInterface;
type StatusObject = Parameters<Call['sendStatus']>[0];

/** What is to be sent, and why it cannot be, if so. */
interface Joined {
  readonly md: MD | undefined;
  readonly fault: string | undefined;
}

/** One call on a server: grpc-js's own call, handled in a context and with the header and trailer set through it. */
export class ServerCall extends ServerInterceptingCall implements ResponseWriter, Opening, RunningCall {
  readonly method: string;
  private readonly call: Call;
  private readonly response: Response;
  private readonly session: Http2Session | undefined;
  private readonly running: RunningCalls;
  private listener: ContextListener | undefined; // once started
  private arrival: RawRequest | undefined; // until the handler starts
  private ctx = background(); // until then
  private state: CancelState | undefined; // from then on
  private slack = 0; // ms, see slackUntil
  private reason: unknown; // why it was aborted, if it was
  private over = false; // a status was sent, or the call was cancelled

  constructor(path: string, call: Call, arrival: RawRequest | undefined, running: RunningCalls) {
    super(call);
    this.method = path;
    this.running = running;
    this.call = call;
    this.arrival = arrival;
    this.session = arrival?.stream.session;
    this.response = new Response(path, this);
  }

  /** Starts the call: `listener` is called in the call's context, and not at all if the request is refused. */
  override start(listener: RequestListener): void {
    this.listener = new ContextListener(this, listener);
    this.call.start(this.listener);
  }

  open(metadata: Metadata): Context | undefined {
    const { arrival, call } = this;
    this.arrival = undefined;
    try {
      const expires = deadlineOf(call, arrival);
      checkRequest(arrival);
      this.enter(expires, incomingMetadata(metadata, call, arrival));
      return this.ctx;
    } catch (refusal) {
      if (!(refusal instanceof ServerError)) throw refusal;
      this.finish({ code: refusal.code, details: refusal.details, metadata: null });
      return undefined;
    }
  }

  private enter(expires: number, incoming: Incoming): void {
    const [ctx, state] = newCallContext(
      expires,
      new ValueEntry(incomingKey, incoming),
      new LazyValueEntry(peerKey, () => clientOf(this.call, this.session)),
      new ValueEntry(streamKey, this.response),
    );
    this.ctx = ctx;
    this.state = state;
    this.running.add(this);
    if (expires === Number.POSITIVE_INFINITY) return;
    this.slack = slackUntil(expires);
    if (this.call.getDeadline() === Number.POSITIVE_INFINITY) {
      afterFunc(ctx, () => this.expire()); // grpc-js cannot measure a time so long
    }
  }

  private expire(): void {
    if (this.ctx.err() !== DeadlineExceeded || this.over) return;
    this.finish({ code: Status.DEADLINE_EXCEEDED, details: DeadlineExceeded.message, metadata: null });
  }

  /** Has the call end with `status`, as if its handler had answered that, and tells the handler that it is over. */
  abort(status: ServerError): void {
    if (this.over) return;
    this.reason = status;
    this.sendStatus({ code: status.code, details: status.details, metadata: null });
    this.listener?.onCancel();
  }

  cancelled(): void {
    this.over = true;
    this.running.delete(this);
    this.state?.cancelNearDeadline(this.slack);
    this.response.end(this.ctx);
  }

  /** Sends the header that was set and, after it, `metadata`. Later calls do nothing. */
  override sendMetadata(metadata: Metadata): void {
    if (this.response.headerSent || this.over) return;
    const { md: header, fault } = this.joined(this.response.takeHeader(), metadata);
    if (fault !== undefined) this.finish({ code: Status.INTERNAL, details: fault, metadata: null });
    else if (header !== undefined) this.writeHeader(header);
    else this.call.sendMetadata(metadata);
  }

  writeHeader(header: MD): void {
    this.call.sendMetadata(WireMetadata.of(header));
  }

  faultOf(md: MD): string | undefined {
    return faultOf(md) ?? this.excessOf(md);
  }

  /** Returns why the client does not take `md`, for its size; `undefined` if it does. */
  private excessOf(md: MD | undefined): string | undefined {
    return faultOfPeer(() => WireMetadata.of(md).toHttp2Headers(), this.session);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    if (this.response.hasHeader) this.sendMetadata(new Metadata());
    else this.response.takeHeader(); // grpc-js sends an empty one
    if (!this.over) this.call.sendMessage(message, callback);
  }

  /** Ends the call: sends the header if one was set, then the trailer that was set and, after it, that of `status`. */
  override sendStatus(status: StatusObject): void {
    if (this.response.hasHeader) this.sendMetadata(new Metadata());
    if (this.over) return;
    const { code, details, metadata } = status;
    const { md: trailer, fault } = this.joined(this.response.end(this.ctx), metadata);
    if (fault !== undefined) this.finish({ code: Status.INTERNAL, details: fault, metadata: null });
    else this.finish({ code, details, metadata: trailer ? WireMetadata.of(trailer) : null });
  }

  /** Returns what was set, which was looked at then but for its size, and after it `metadata`; and why that cannot be sent. */
  private joined(set: MD | undefined, metadata: StatusObject['metadata']): Joined {
    if (!metadata || isEmpty(metadata)) return { md: set, fault: this.excessOf(set) };
    const md = Join(set, fromMetadata(metadata));
    return { md, fault: this.faultOf(md) };
  }

  private finish({ code, details, metadata }: Required<StatusObject>): void {
    this.over = true;
    this.running.delete(this);
    this.response.end(this.ctx);
    this.call.sendStatus({ code, details: sendableDetails(details), metadata });
    run(this.ctx, cancel, this.state, this.reason);
  }
}

function cancel(state: CancelState | undefined, reason: unknown): void {
  state?.cancel(reason);
}

/**
 * Returns the metadata of a request: what came over the wire, which cannot have changed since; but if another interceptor
 * stood before, it may have changed `metadata`, and that counts.
 */
function incomingMetadata(metadata: Metadata, call: Call, arrival: RawRequest | undefined): Incoming {
  if (arrival === undefined || call instanceof ServerInterceptingCall)
    return incomingOf(metadata, call, arrival);
  return new IncomingFields(arrival.raw);
}

/**
 * Returns how long before the deadline a cancellation still counts as the deadline: the client's clock started to
 * run before the server's, by the time that the request took on its way. It is a tenth of the time, but 25 ms at least and
 * 250 ms at most.
 */
function slackUntil(expires: number): number {
  return Math.min(Math.max((expires - Date.now()) / 10, 25), 250);
}
