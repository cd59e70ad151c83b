import type { ServerHttp2Stream } from 'node:http2';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { afterFunc, DeadlineExceeded } from '../../context';
import { Reentry, wrongType } from '../../context/internal';
import {
  attachCalls,
  IncomingCall,
  internal,
  isObserved,
  madeBy,
  type ResponseWriter,
  type RunningCall,
  RunningCalls,
} from '../../grpc/internal';
import { Join, type MD } from '../../metadata';
import { detailsKey, statusOf } from '../../status/internal';
import {
  limitStreamResets,
  type StreamResetLimit,
  statusMessage,
  validateForPeer,
  validateResetLimit,
  validateSent,
} from '../../wire/internal';
import { fromMetadata, isMetadata } from '../convert';
import { FieldMetadata } from '../field-metadata';
import { clientOf } from '../peers';
import { isReceived } from '../received-metadata';
import { patchRuntime } from '../runtime';
import { ObservedCall, type ServerListener } from './observed-call';
import { deadlineOf, incomingMetadata, receivedRequest } from './request';
import { unknownError } from './status';

type Call = ServerInterceptingCallInterface;
type StatusObject = Parameters<Call['sendStatus']>[0];

/**
 * One call on a server: grpc-js's own call, handled in a context and with the header and trailer set through it. It receives the
 * request, and tells the listener of what is above it, in that context.
 */
class ServerCall extends ServerInterceptingCall implements ServerListener, ResponseWriter, RunningCall {
  readonly method: string;
  private readonly call: Call;
  private readonly incoming: IncomingCall;
  private stream: ServerHttp2Stream | undefined; // of the request, once that is known
  private listener: ServerListener | undefined; // once started
  private reentry: Reentry | undefined; // while the call is open

  constructor(path: string, call: Call, running: RunningCalls) {
    super(call);
    this.method = path;
    this.call = call;
    this.incoming = new IncomingCall(path, this, running, this);
  }

  override start(listener: ServerListener): void {
    this.listener = listener;
    this.call.start(this);
  }

  /** Starts the call. The listener is told nothing of one that is refused. */
  onReceiveMetadata(metadata: Metadata): void {
    const { call } = this;
    const request = receivedRequest(call, metadata);
    this.stream = request?.stream;
    try {
      const deadline = deadlineOf(call, request);
      const ctx = this.incoming.start({
        deadline,
        metadata: incomingMetadata(metadata, call, request),
        peer: () => clientOf(call, request?.stream.session),
      });
      this.reentry = new Reentry(ctx);
      const isMeasured = Number(call.getDeadline()) !== Number.POSITIVE_INFINITY;
      if (deadline !== Number.POSITIVE_INFINITY && !isMeasured) afterFunc(ctx, () => this.expire());
    } catch (refusal) {
      if (!(refusal instanceof ServerError)) throw refusal;
      this.finish({ code: refusal.code, details: refusal.details, metadata: null });
    }
    this.tell('onReceiveMetadata', metadata);
  }

  /** A codec that makes nothing of a message would have it taken for the end of them. */
  onReceiveMessage(message: unknown): void {
    if (message !== undefined && message !== null) this.tell('onReceiveMessage', message);
    else this.fail(internal(`grpc: error unmarshalling request: got ${message}`));
  }

  /** A stream that was reset ends too, but what came is not a whole request. */
  onReceiveHalfClose(): void {
    if (this.stream?.aborted || this.stream?.rstCode) this.onCancel();
    else this.tell('onReceiveHalfClose');
  }

  /** grpc-js reports that at the end of each call. The call has ended before anything is told of it. */
  onCancel(): void {
    const { stream } = this;
    if (stream === undefined || stream.aborted || stream.rstCode) this.incoming.cancel();
    else this.incoming.answered(); // by grpc-js, which tells its interceptors no more
    this.tell('onCancel');
    this.reentry = undefined;
  }

  private tell(event: keyof ServerListener, what?: unknown): void {
    const { reentry, listener } = this;
    if (reentry === undefined || listener === undefined) return;
    try {
      reentry.run(Reflect.apply, listener[event], listener, [what]);
    } catch (error) {
      this.fail(error); // of an event listener of the handler's, where nothing else would catch it
    }
  }

  private fail(error: unknown): void {
    const { code, details } = statusOf(error) ?? unknownError(this.method, error);
    this.sendStatus({ code, details, metadata: null });
  }

  /** Ends the call at a deadline so far off that grpc-js cannot measure it. */
  private expire(): void {
    if (this.incoming.ctx.err() !== DeadlineExceeded) return;
    this.finish({ code: Status.DEADLINE_EXCEEDED, details: DeadlineExceeded.message, metadata: null });
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
    this.onCancel();
  }

  /**
   * Sends the header that was set and, after it, `metadata`. Later calls do nothing.
   *
   * @throws TypeError if it is none.
   */
  override sendMetadata(metadata: Metadata): void {
    if (!isMetadata(metadata)) throw wrongType('grpc-js: sendMetadata: metadata', 'Metadata', metadata);
    if (this.incoming.headerSent || this.incoming.isClosed) return;
    const header = this.joined(this.incoming.takeHeader(), metadata);
    if (header !== undefined) this.writeHeader(header);
    else if (!this.incoming.isClosed) this.call.sendMetadata(metadata);
  }

  writeHeader(header: MD): void {
    this.call.sendMetadata(FieldMetadata.of(header));
  }

  validateSent(md: MD): string | undefined {
    return validateSent(md, this.stream?.session);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    this.sendHeader(); // without one grpc-js sends an empty one
    if (!this.incoming.isClosed) this.call.sendMessage(message, callback);
  }

  /** Ends the call: sends the header if one was set, then the trailer that was set and, after it, that of `status`. */
  override sendStatus({ code: given, details, metadata }: StatusObject): void {
    this.sendHeader();
    if (this.incoming.isClosed) return;
    const code = given === Status.UNKNOWN ? (statusOf(this.incoming.failure)?.code ?? given) : given; // grpc-js knows no causes
    const isOfAnother = code !== Status.OK && isReceived(metadata); // an error of a call that the handler made
    const md = this.joined(this.incoming.takeTrailer(code), isOfAnother ? null : metadata);
    this.finish({ code, details, metadata: md ? FieldMetadata.of(md) : null });
  }

  /** Sends the header that was set, if one was and the call is open, or ends the call if it cannot be sent. */
  private sendHeader(): void {
    const set = this.incoming.isClosed ? undefined : this.incoming.takeHeader();
    const header = set && this.joined(set, null);
    if (header !== undefined) this.writeHeader(header);
  }

  /** Returns what was set, which was checked then but for its size, and after it `metadata`. If that cannot be sent, the call ends. */
  private joined(set: MD | undefined, metadata: StatusObject['metadata'] | undefined): MD | undefined {
    const own = isMetadata(metadata) ? fromMetadata(metadata) : undefined;
    const isOwn = own !== undefined && own.size > 0;
    if (isOwn && own.has(detailsKey)) set?.delete(detailsKey);
    const md = isOwn ? Join(set, own) : set;
    const hasDetails = md !== undefined && this.incoming.failure !== undefined; // which were not checked
    const fault =
      md !== undefined && (isOwn || hasDetails)
        ? this.validateSent(md)
        : validateForPeer(md, this.stream?.session);
    if (fault === undefined) return md;
    this.finish({ code: Status.INTERNAL, details: fault, metadata: null });
    return undefined;
  }

  private finish({ code, details, metadata }: Required<StatusObject>): void {
    if (this.incoming.isClosed) return;
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
  const interceptor: ServerInterceptor = (definition, call) => {
    const below = isObserved('server') ? new ObservedCall(call, definition) : call;
    return new ServerCall(definition.path, below, calls);
  };
  return madeBy('serverInterceptor', attachCalls(interceptor, calls));
}
