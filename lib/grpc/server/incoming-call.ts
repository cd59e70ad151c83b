import type { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, run } from '../../context';
import { type CancelState, LazyValueEntry, newCallContext, ValueEntry } from '../../context/internal';
import { MD } from '../../metadata';
import { type Incoming, incomingKey } from '../../metadata/internal';
import type { Peer } from '../../peer';
import { peerKey } from '../../peer/internal';
import { detailsKey, statusOf } from '../../status/internal';
import { fromContextError } from '../status';
import { streamKey } from './header';
import { Response, type ResponseWriter } from './response';
import type { CallRegister, RunningCall } from './running-calls';

/** What is known of a call when it comes in. */
export interface CallHeader {
  /** When the call ends, in milliseconds since the epoch; `Infinity` if the client set no timeout. */
  readonly deadline: number;
  readonly metadata: Incoming;
  /** Returns the client. It is called once, when it is first needed. */
  peer(): Peer;
}

/**
 * The life of one call in a handler: its context, the header and trailer of its response, its end. An adapter makes one for
 * each call that comes in. `start` is the one place where a call starts, and `close` the one where it ends.
 */
export class IncomingCall extends Response {
  #context = background(); // until the call starts
  #state: CancelState | undefined; // from then on
  #slack = 0; // ms, see slackOf
  #handler: object | undefined;
  #onCancel: ((error: Error) => void) | undefined;
  readonly #running: CallRegister | undefined;
  readonly #call: RunningCall | undefined;

  #reason: unknown; // why it was aborted, if it was
  /** Whether a status was sent, or the call was cancelled. */
  isClosed = false;
  /** What the handler failed with, if it did: an error may carry more than an adapter is told of it. */
  failure: unknown;

  /** `running` has `call`, which can end this one, from `start` to `close`. */
  constructor(fullMethod: string, writer: ResponseWriter, running?: CallRegister, call?: RunningCall) {
    super(fullMethod, writer);
    this.#running = running;
    this.#call = call;
  }

  /** Starts the call, and returns its context. */
  start({ deadline, metadata, peer }: CallHeader): Context {
    const [ctx, state] = newCallContext(
      deadline,
      new ValueEntry(incomingKey, metadata),
      new LazyValueEntry(peerKey, peer),
      new ValueEntry(streamKey, this),
    );
    this.#context = ctx;
    this.#state = state;
    if (this.#call !== undefined) this.#running?.add(this.#call);
    if (deadline !== Number.POSITIVE_INFINITY) this.#slack = slackOf(state.remaining());
    return ctx;
  }

  /** The context of the call; `background()` until it has started. */
  get ctx(): Context {
    return this.#context;
  }

  /**
   * Returns the trailer that was set, if one was, with the details of the error that the handler failed with, if that has the `code`
   * with which the call ends. Nothing can be set any more.
   */
  takeTrailer(code?: Status): MD | undefined {
    const trailer = this.end(this.#context);
    const status = this.failure === undefined ? undefined : statusOf(this.failure);
    if (status?.detailsBin === undefined || status.code !== code) return trailer;
    return (trailer ?? new MD()).set(detailsKey, status.detailsBin);
  }

  /** Takes the call for `handler`. Reports whether it may handle it: no other has taken it before. */
  claim(handler: object): boolean {
    this.#handler ??= handler;
    return this.#handler === handler;
  }

  /** Has `f` called with the call's error if the call is cancelled, before its handler is told. */
  whenCancelled(f: (error: Error) => void): void {
    this.#onCancel = f;
  }

  /** Has the context end with `reason` as its cause, when a status is sent that replaced the handler's. */
  abort(reason: unknown): void {
    this.#reason = reason;
  }

  /** Has the call end with `status`, which its handler has no way to tell any more. */
  giveUp(status: ServerError): void {
    this.#call?.abort(status);
  }

  /** Ends the call: its status was sent. */
  finish(): void {
    this.close(this.#reason !== undefined, undefined);
  }

  /** Ends the call: the client has reset it, or the connection is lost. */
  cancel(): void {
    this.close(true, this.#slack);
  }

  /** Ends the call: the runtime has answered it itself, at the deadline or for a fault of the request. */
  answered(): void {
    this.close(true, timerSlack);
  }

  private close(isCancelled: boolean, slack: number | undefined): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.end(this.#context);
    if (this.#call !== undefined) this.#running?.delete(this.#call);
    if (this.#state === undefined) return;
    run(this.#context, cancel, this.#state, this.#reason, slack);
    const error = isCancelled && this.#onCancel ? fromContextError(this.#context.err()) : undefined;
    if (error !== undefined && this.#onCancel) run(this.#context, this.#onCancel, error);
  }
}

function cancel(state: CancelState, reason: unknown, slack: number | undefined): void {
  if (slack === undefined) state.cancel(reason);
  else state.cancelNearDeadline(slack);
}

/**
 * Returns how many milliseconds before the deadline the reset of a client still counts as the deadline. The client's clock
 * started before the server's, by the time that the request took on its way, so that its reset is here first: by less than 5 ms
 * in nine of ten calls, measured with eight busy processes on two cores.
 */
export function slackOf(timeout: number): number {
  return Math.min(timeout / 10, 20);
}

/**
 * How early a runtime's own timer for the deadline may fire, in milliseconds: Node's timers count from the begin of the turn in which
 * they are set.
 */
const timerSlack = 50;
