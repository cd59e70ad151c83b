import { type InterceptingListener, Metadata, type StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { afterFunc, type Context, run } from '../context';
import { type ContextOptions, fromContextError, type Observed, observer } from '../grpc';
import { adopt, type MD, nameOf } from '../metadata';
import type { Peer } from '../peer';
import type { Call } from './call';
import { fromMetadata } from './convert';
import { serverOf } from './peers';

/**
 * Hears of the response to a call: fills the caller's header and trailer, and tells the caller's listener, in the
 * caller's context.
 */
export class ResponseListener implements InterceptingListener {
  private readonly options: ContextOptions & Observed;
  private readonly caller: Context;
  private readonly ctx: Context;
  private readonly listener: InterceptingListener;
  private call: Call | undefined; // once started
  private stop: () => void = () => {}; // ends the watch over the context
  private hasHeader = false;

  constructor(
    options: ContextOptions & Observed,
    caller: Context,
    ctx: Context,
    listener: InterceptingListener,
  ) {
    this.options = options;
    this.caller = caller;
    this.ctx = ctx;
    this.listener = listener;
  }

  /** Has `call`, whose response this hears of, end when its context does. */
  watch(call: Call): void {
    this.call = call;
    this.stop = afterFunc(this.ctx, () => {
      const end = fromContextError(this.ctx.err());
      if (end !== undefined) call.cancelWithStatus(end.code, end.details);
    });
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
    this.stop();
    if (!mayBeOfContext(status)) this.end(status);
    else if (this.ctx.err() !== undefined) this.endWithContext();
    else if (isOver(this.ctx))
      afterFunc(this.ctx, () => this.endWithContext()); // its timer is about to say so
    else this.end(status);
  }

  /** The call ended since its context did: that is then the reason, and what the server may still have said is not. */
  private endWithContext(): void {
    const { code, details } = fromContextError(this.ctx.err()) ?? { code: Status.UNKNOWN, details: '' };
    this.end({ code, details, metadata: new Metadata() });
  }

  private end(status: StatusObject): void {
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
  for (const [key, values] of fromMetadata(metadata)) if (!nameOf(key).isHidden) adopt(md, key, values);
}

function mayBeOfContext({ code }: StatusObject): boolean {
  return code === Status.CANCELLED || code === Status.DEADLINE_EXCEEDED;
}

/** Tells whether the deadline of `ctx` has come: grpc-js's timer for it may be first, by a millisecond. */
function isOver({ deadline }: Context): boolean {
  return deadline !== undefined && Date.now() + 1 >= deadline.getTime();
}
