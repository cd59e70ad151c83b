import { type InterceptingListener, Metadata, type StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { background, type Context, run } from '../../context';
import { type CancelState, type Subscriber, systemClock } from '../../context/internal';
import { type ContextOptions, fromContextError } from '../../grpc';
import { type Observed, observer } from '../../grpc/internal';
import type { MD } from '../../metadata';
import type { Peer } from '../../peer';
import { longestTimeout } from '../../wire/internal';
import { fromMetadata, removeHidden, takeFrom } from '../convert';
import { serverOf } from '../peers';
import type { Call } from './call';

/**
 * Hears of the response to a call: fills the caller's header and trailer, and tells the caller's listener, in the
 * caller's context.
 */
export class ResponseListener implements InterceptingListener, Subscriber {
  private readonly options: ContextOptions & Observed;
  private readonly caller: Context;
  private readonly state: CancelState;
  private readonly listener: InterceptingListener;
  private call: Call | undefined; // once started
  private hasHeader = false;
  private isHeld = false; // a status came, but is to be that of the context, which is about to end
  private isOver = false;

  constructor(
    options: ContextOptions & Observed,
    caller: Context,
    state: CancelState,
    listener: InterceptingListener,
  ) {
    this.options = options;
    this.caller = caller;
    this.state = state;
    this.listener = listener;
  }

  /** Has `call`, whose response this hears of, end when its context does. Its deadline is measured by grpc-js. */
  watch(call: Call): void {
    const { state } = this;
    this.call = call;
    if (state.err() !== undefined) this.onEnd();
    else if (isMeasured(state)) state.subscribeWithoutTimer(this);
    else state.subscribe(this);
  }

  /** The context has ended. What follows from that is not done inside of the function that ended it. */
  onEnd(): void {
    run(background(), queueMicrotask, () => (this.isHeld ? this.endWithContext() : this.cancel()));
  }

  private cancel(): void {
    const end = fromContextError(this.state.err());
    if (end !== undefined && !this.isOver) this.call?.cancelWithStatus(end.code, end.details);
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.hasHeader = true;
    fill(this.options.header, metadata);
    this.options[observer]?.onHeader(fromMetadata(metadata), this.server());
    run(this.caller, tellMetadata, this.listener, metadata);
  }

  onReceiveMessage(message: unknown): void {
    run(this.caller, tellMessage, this.listener, message);
  }

  onReceiveStatus(status: StatusObject): void {
    const { state } = this;
    state.unsubscribe(this);
    if (!mayBeOfContext(status)) this.end(status);
    else if (state.err() !== undefined) this.endWithContext();
    else if (isDue(state)) this.hold();
    else this.end(status);
  }

  private hold(): void {
    this.isHeld = true;
    this.state.subscribe(this);
  }

  /** The call ended since its context did: that is then the reason, and what the server may still have said is not. */
  private endWithContext(): void {
    const { code, details } = fromContextError(this.state.err()) ?? {
      code: Status.UNKNOWN,
      details: '',
    };
    this.end({ code, details, metadata: new Metadata() });
  }

  private end(status: StatusObject): void {
    this.isOver = true;
    if (!this.hasHeader) this.options.header?.clear();
    fill(this.options.trailer, status.metadata);
    if (this.options.peer !== undefined) Object.assign(this.options.peer, this.server());
    const { code, details, metadata } = status;
    this.options[observer]?.onEnd(code, details, fromMetadata(metadata), this.server());
    run(this.caller, tellStatus, this.listener, status);
  }

  private server(): Peer {
    return serverOf(this.call?.getPeer() ?? 'unknown');
  }
}

function tellMetadata(listener: InterceptingListener, metadata: Metadata): void {
  listener.onReceiveMetadata(metadata);
}

function tellMessage(listener: InterceptingListener, message: unknown): void {
  listener.onReceiveMessage(message);
}

function tellStatus(listener: InterceptingListener, status: StatusObject): void {
  listener.onReceiveStatus(status);
}

function fill(md: MD | undefined, metadata: Metadata): void {
  if (md === undefined) return;
  md.clear();
  takeFrom(metadata, md);
  removeHidden(md);
}

function mayBeOfContext({ code }: StatusObject): boolean {
  return code === Status.CANCELLED || code === Status.DEADLINE_EXCEEDED;
}

/** Tells whether the deadline of `state` has come: grpc-js's timer for it may be first, by a millisecond. */
function isDue({ clock, deadline }: CancelState): boolean {
  return clock === systemClock && Date.now() + 1 >= deadline;
}

/** Tells whether grpc-js, which is given the deadline of `state`, measures it as that does. */
function isMeasured({ clock, deadline }: CancelState): boolean {
  return (
    clock === systemClock &&
    (deadline === Number.POSITIVE_INFINITY || deadline - Date.now() <= longestTimeout)
  );
}
