import { type ClientError, ServerError, Status } from 'nice-grpc-common';
import {
  type Cancellation,
  type CancelState,
  cancelStateOf,
  errorText,
  type Subscriber,
  systemClock,
} from '../../context/internal';
import { clientError, contextError, detailsKey, receivedStatus, statusOf } from '../../status/internal';
import { asClientError } from './client-error';
import { callOnFinish, fillHeader, fillRest } from './response-options';
import type {
  Abort,
  CallFactory,
  CallStatus,
  ClientTransport,
  OutgoingCall,
  ReceivedFields,
  ResponseListener,
} from './transport';

// grpc-go's texts
const another =
  'cardinality violation: expected <EOF> for non server-streaming RPCs, but received another message';
const missing = 'cardinality violation: received no response message from non-server-streaming RPC';

const abandoned = 'Cancelled on client'; // grpc-js's text

/** The longest time that the timers of Node measure as it was meant, in milliseconds. */
const longestTimeout = 2 ** 31 - 1;

/**
 * The life of one call at its caller, whatever carries it: it begins unless it is refused, has a header and messages, and
 * ends once. It ends when its context does, and fills its options.
 */
export abstract class ClientCall implements ResponseListener, Subscriber {
  protected readonly call: OutgoingCall;
  /** Carries the call once it is begun; `undefined` if it was refused. */
  protected transport: ClientTransport | undefined;
  /** The header of the response, once it is there. */
  protected header: ReceivedFields | undefined;
  /** How the call ended, once it has. */
  protected status: CallStatus | undefined;
  private readonly factory: CallFactory;
  private state: CancelState | undefined; // of the context, while the call can end because of it
  private hasMessage = false;
  private holding: NodeJS.Timeout | undefined; // while a status waits for the end of the context
  private unfollow: (() => void) | undefined; // stops listening to the signal
  private failure: unknown; // made when it is first asked for

  constructor(factory: CallFactory, call: OutgoingCall) {
    this.factory = factory;
    this.call = call;
  }

  protected headerReceived?(header: ReceivedFields): void;
  protected abstract messageReceived(message: unknown): void;
  /** Called once, when the call has ended and its options were told. */
  protected abstract ended(status: CallStatus): void;

  /** Begins the call, unless it is refused. It is called outside of any context. */
  protected begin(): void {
    const { call } = this;
    try {
      const transport = this.factory.newTransport(call);
      if (!transport.followsContext) this.follow(cancelStateOf(call.ctx));
      this.transport = transport;
      transport.start(this);
    } catch (error) {
      this.transport = undefined;
      this.end(refusal(call.method.path, error));
    }
    if (call.abort !== undefined && this.status === undefined) this.followSignal(call.abort);
  }

  /** Ends the call with a status that the caller gives. */
  protected cancel(code: Status, details: string): void {
    if (this.status === undefined) this.transport?.cancel(code, details);
  }

  /**
   * Has the call end at once when a signal aborts, unless its context has ended, whose end is the reason then.
   */
  private followSignal({ signal, reason }: Abort): void {
    const abort = () => {
      if (cancelStateOf(this.call.ctx).cancellation() === undefined) this.abandon(reason());
    };
    this.unfollow = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
  }

  /** Ends the call at once, with an error that reaches the caller as it is. What may still come is ignored. */
  abandon(error: unknown): void {
    if (this.status !== undefined) return;
    this.end({ code: Status.CANCELLED, details: abandoned, trailer: undefined, error });
    this.transport?.cancel(Status.CANCELLED, abandoned);
  }

  /** The context has ended. What follows from that is not done inside of the function that ended it. */
  onEnd(): void {
    queueMicrotask(() => {
      if (this.status !== undefined) return;
      const status = this.statusOfContext();
      if (this.holding === undefined) this.transport?.cancel(status.code, status.details);
      else this.end(status);
    });
  }

  onHeader(header: ReceivedFields): void {
    if (this.status !== undefined) return;
    this.header = header;
    try {
      if (this.call.opts.length > 0) fillHeader(this.call.opts, header);
      this.headerReceived?.(header);
    } catch (error) {
      this.abandon(error); // a callback threw
    }
  }

  onMessage(message: unknown): void {
    if (this.status !== undefined) return;
    const isAnother = this.hasMessage && !this.call.method.responseStream;
    this.hasMessage = true;
    if (isAnother) this.cancel(Status.INTERNAL, another);
    else this.messageReceived(message);
  }

  onStatus(status: CallStatus): void {
    const { state } = this;
    if (this.status !== undefined || this.holding !== undefined) return;
    if (status.code === Status.OK) this.end(this.checked(status));
    else if (state === undefined || !mayBeOfContext(status)) this.end(status);
    else if (state.cancellation() !== undefined) this.end(this.statusOfContext());
    else if (isDue(state)) this.hold(state);
    else this.end(status);
  }

  /** The error of a call that has failed, the same each time; `undefined` if it succeeded or has not ended. */
  protected get error(): unknown {
    const { status, call } = this;
    if (status === undefined || status.code === Status.OK) return undefined;
    this.failure ??=
      status.error === undefined
        ? errorOf(call.method.path, status)
        : asClientError(call.method.path, status.error);
    return this.failure;
  }

  /** Has the call end when `state` does. Its deadline is measured by the runtime too. */
  private follow(state: CancelState): void {
    const cancellation = state.cancellation();
    if (cancellation !== undefined) throw endedBefore(this.call, cancellation);
    this.state = state;
    const isMeasured = state.clock === systemClock && state.remaining() <= longestTimeout; // by the runtime, as by the context
    state.subscribe(this, !isMeasured);
  }

  /** Keeps a status back that is to be that of the context, which is about to end. The process stays alive for it. */
  private hold(state: CancelState): void {
    const look = () => {
      if (state.cancellation() === undefined) this.hold(state); // else the call was told
    };
    this.holding = setTimeout(look, Math.max(1, state.remaining()));
  }

  private end(status: CallStatus): void {
    const { call, header } = this;
    clearTimeout(this.holding);
    this.state?.unsubscribe(this);
    this.unfollow?.();
    this.status = status;
    if (call.opts.length > 0) {
      if (this.transport !== undefined) {
        if (header === undefined) fillHeader(call.opts, undefined);
        fillRest(call.opts, status.trailer, this.transport);
      }
      callOnFinish(call.opts, call.caller, () => this.error);
    }
    this.ended(status);
  }

  /** A call that ended because its context did has that as its reason, whatever the server may still have said. */
  private statusOfContext(): CallStatus {
    const { code, details } = contextError(this.state?.err()) ?? { code: Status.UNKNOWN, details: '' };
    return { code, details, trailer: undefined };
  }

  /** Returns `status`, that of success, unless a response is missing. */
  private checked(status: CallStatus): CallStatus {
    if (this.hasMessage || this.call.method.responseStream) return status;
    return { code: Status.INTERNAL, details: missing, trailer: status.trailer };
  }
}

function errorOf(path: string, { code, details, trailer }: CallStatus): ClientError {
  return clientError(path, receivedStatus(code, details, trailer?.bytes(detailsKey)));
}

/** Returns the status of a call that was never begun. */
function refusal(path: string, error: unknown): CallStatus {
  const { code, details } = statusOf(error) ?? { code: Status.UNKNOWN, details: errorText(error) };
  return { code, details, trailer: undefined, error: asClientError(path, error) };
}

function endedBefore({ isCurrent }: OutgoingCall, { err, at, clock }: Cancellation): Error {
  const status = contextError(err);
  if (!isCurrent || status === undefined) return status ?? err;
  const when = new Date(at + (clock.epoch?.() ?? 0)).toISOString();
  return new ServerError(status.code, `${status.details}: the current context had ended at ${when}`);
}

function mayBeOfContext({ code }: CallStatus): boolean {
  return code === Status.CANCELLED || code === Status.DEADLINE_EXCEEDED;
}

/** Reports whether the deadline of `state` has come: the runtime's timer for it may be first, by a millisecond. */
function isDue(state: CancelState): boolean {
  return state.clock === systemClock && state.remaining() <= 1;
}
