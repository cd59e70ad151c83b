import type { ServerHttp2Stream } from 'node:http2';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { afterFunc, type Context, DeadlineExceeded } from '../../context';
import { kindOf } from '../../context/internal';
import {
  attachCalls,
  IncomingCall,
  type ResponseWriter,
  type RunningCall,
  RunningCalls,
} from '../../grpc/internal';
import { Join, MD } from '../../metadata';
import { detailsKey, statusOf } from '../../status/internal';
import {
  limitStreamResets,
  type StreamResetLimit,
  statusMessage,
  validateForPeer,
  validateResetLimit,
  validateResponse,
} from '../../wire/internal';
import { fromMetadata, isEmpty, isMetadata } from '../convert';
import { FieldMetadata } from '../field-metadata';
import { clientOf } from '../peers';
import { isReceived } from '../received-metadata';
import { patchRuntime } from '../runtime';
import { observed } from './observed-call';
import {
  deadlineOf,
  incomingMetadata,
  type ReceivedRequest,
  RequestListener,
  type RequestOwner,
  receivedRequest,
  type ServerListener,
} from './request';
import { unknownError } from './status';

type Call = ServerInterceptingCallInterface;
type StatusObject = Parameters<Call['sendStatus']>[0];

/** What is to be sent, and why it cannot be, if so. */
interface Joined {
  readonly md: MD | undefined;
  readonly fault: string | undefined;
}

/** One call on a server: grpc-js's own call, handled in a context and with the header and trailer set through it. */
class ServerCall extends ServerInterceptingCall implements ResponseWriter, RequestOwner, RunningCall {
  readonly method: string;
  private readonly call: Call;
  private readonly incoming: IncomingCall;
  private request: ReceivedRequest | undefined;
  private listener: RequestListener | undefined; // once started

  constructor(path: string, call: Call, running: RunningCalls) {
    super(call);
    this.method = path;
    this.call = call;
    this.incoming = new IncomingCall(path, this, running, this);
  }

  get stream(): ServerHttp2Stream | undefined {
    return this.request?.stream;
  }

  /** Starts the call: `listener` is called in the call's context, and not at all if the request is refused. */
  override start(listener: ServerListener): void {
    this.listener = new RequestListener(this, listener);
    this.call.start(this.listener);
  }

  open(metadata: Metadata): Context | undefined {
    const { call } = this;
    const request = receivedRequest(call, metadata);
    this.request = request;
    try {
      const deadline = deadlineOf(call, request);
      const ctx = this.incoming.start({
        deadline,
        metadata: incomingMetadata(metadata, call, request),
        peer: () => clientOf(call, request?.stream.session),
      });
      const isMeasured = Number(call.getDeadline()) !== Number.POSITIVE_INFINITY;
      if (deadline !== Number.POSITIVE_INFINITY && !isMeasured) afterFunc(ctx, () => this.expire());
      return ctx;
    } catch (refusal) {
      if (!(refusal instanceof ServerError)) throw refusal;
      this.finish({ code: refusal.code, details: refusal.details, metadata: null });
      return undefined;
    }
  }

  /** Ends the call at a deadline so far off that grpc-js cannot measure it. */
  private expire(): void {
    if (this.incoming.ctx.err() !== DeadlineExceeded) return;
    this.finish({ code: Status.DEADLINE_EXCEEDED, details: DeadlineExceeded.message, metadata: null });
  }

  cancelled(): void {
    const { stream } = this;
    if (stream === undefined || stream.aborted || stream.rstCode) this.incoming.cancel();
    else this.incoming.answered(); // by grpc-js, which tells its interceptors no more
  }

  failed(error: unknown): void {
    const { code, details } = statusOf(error) ?? unknownError(this.method, error);
    this.sendStatus({ code, details, metadata: null });
  }

  /**
   * Has the call end with `status`, as if its handler had answered that, and tells the handler that it is over. A header that
   * was not sent is not sent now: with one, its client would not make the call again.
   */
  abort(status: ServerError): void {
    if (this.incoming.isClosed) return;
    this.incoming.abort(status);
    this.incoming.takeHeader();
    this.sendStatus({ code: status.code, details: status.details, metadata: null });
    this.listener?.onCancel();
  }

  /**
   * Sends the header that was set and, after it, `metadata`. Later calls do nothing.
   *
   * @throws TypeError if it is none.
   */
  override sendMetadata(metadata: Metadata): void {
    if (!isMetadata(metadata))
      throw new TypeError(`grpc-js: sendMetadata: metadata must be Metadata: got ${kindOf(metadata)}`);
    if (this.incoming.headerSent || this.incoming.isClosed) return;
    if (!this.sendHeader(metadata)) this.call.sendMetadata(metadata);
  }

  /** Sends the header that was set and, after it, `metadata`, or ends the call if it cannot be sent. Reports whether there was one. */
  private sendHeader(metadata: Metadata | undefined): boolean {
    const { md, fault } = this.joined(this.incoming.takeHeader(), metadata);
    if (fault !== undefined) this.finish({ code: Status.INTERNAL, details: fault, metadata: null });
    else if (md !== undefined) this.writeHeader(md);
    return fault !== undefined || md !== undefined;
  }

  writeHeader(header: MD): void {
    this.call.sendMetadata(FieldMetadata.of(header));
  }

  validateSent(md: MD): string | undefined {
    return validateResponse(md, this.stream?.session);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    if (this.incoming.hasHeader && !this.incoming.isClosed) this.sendHeader(undefined);
    else this.incoming.takeHeader(); // grpc-js sends an empty one
    if (!this.incoming.isClosed) this.call.sendMessage(message, callback);
  }

  /** Ends the call: sends the header if one was set, then the trailer that was set and, after it, that of `status`. */
  override sendStatus({ code: given, details, metadata }: StatusObject): void {
    if (this.incoming.isClosed) return;
    if (this.incoming.hasHeader) this.sendHeader(undefined);
    if (this.incoming.isClosed) return;
    const code = given === Status.UNKNOWN ? (statusOf(this.incoming.failure)?.code ?? given) : given; // grpc-js knows no causes
    const isOfAnother = code !== Status.OK && isReceived(metadata); // an error of a call that the handler made
    const { md, fault } = this.joined(this.takeTrailer(code), isOfAnother ? null : metadata);
    if (fault !== undefined) this.finish({ code: Status.INTERNAL, details: fault, metadata: null });
    else this.finish({ code, details, metadata: md ? FieldMetadata.of(md) : null });
  }

  /** Returns the trailer that was set, with the details of the error that the handler failed with, if that has `code`. */
  private takeTrailer(code: Status): MD | undefined {
    const trailer = this.incoming.takeTrailer();
    const { failure } = this.incoming;
    const status = failure === undefined ? undefined : statusOf(failure);
    if (status?.code !== code || status.detailsBin === undefined) return trailer;
    const md = trailer ?? new MD();
    return md.set(detailsKey, status.detailsBin);
  }

  /** Returns what was set, which was checked then but for its size, and after it `metadata`; and why that cannot be sent. */
  private joined(set: MD | undefined, metadata: StatusObject['metadata'] | undefined): Joined {
    if (!isMetadata(metadata) || isEmpty(metadata)) {
      const hasDetails = set !== undefined && this.incoming.failure !== undefined; // which were not checked
      return {
        md: set,
        fault: hasDetails ? this.validateSent(set) : validateForPeer(set, this.stream?.session),
      };
    }
    const own = fromMetadata(metadata);
    if (own.has(detailsKey)) set?.delete(detailsKey);
    const md = Join(set, own);
    return { md, fault: this.validateSent(md) };
  }

  private finish({ code, details, metadata }: Required<StatusObject>): void {
    if (this.incoming.isClosed) return;
    this.incoming.takeTrailer();
    this.call.sendStatus({ code, details: statusMessage(details), metadata });
    this.incoming.finish();
  }
}

/** Options of serverInterceptor. They hold for all servers that are bound from then on. */
export interface ServerInterceptorOptions extends StreamResetLimit {}

/**
 * Returns an interceptor for a grpc-js server, `new Server({ interceptors: [serverInterceptor()] })`, that runs each
 * handler in a context of its call's own, with all that the call starts: what follows an `await`, event listeners,
 * timers. The context carries the incoming metadata, the deadline, the peer and the method, reaches the header and
 * trailer of the response, and ends at the deadline, when the client cancels, or when the handler has returned.
 *
 * Make it before the server is bound and before channels connect: from then on repeated header fields arrive as the
 * lists that were sent. Put it first in the list, next to the wire, so that other interceptors run in the context too.
 *
 * @throws TypeError if an option is unknown or is not a whole number above 0.
 */
export function serverInterceptor(options: ServerInterceptorOptions = {}): ServerInterceptor {
  limitStreamResets(validateResetLimit('grpc-js: serverInterceptor', options));
  patchRuntime();
  const calls = new RunningCalls();
  return attachCalls(
    (definition, call) => new ServerCall(definition.path, observed(definition, call), calls),
    calls,
  );
}
