import type { CallContext } from 'nice-grpc-common';
import { type Context, key, withValue } from '../../context';
import { type CancelState, cancelStateOf, type Subscriber } from '../../context/internal';
import { serverTransportStreamFromContext } from '../../grpc';
import { isIllegalWrite } from '../../grpc/internal';
import type { Finisher, HandledCall } from '../../grpc-js/internal';
import { MD } from '../../metadata';
import type { ContextExt } from '../middleware';
import { LazyMetadata } from './lazy-metadata';

/** What a handler of nice-grpc's is given beside the request, with the context of its call. */
export type HandlerContext = CallContext & ContextExt;

/** The `CallContext` that belongs to a context. */
export interface Entered {
  readonly context: HandlerContext;
  /** Returns a signal for a handler that aborts when `ctx` ends. */
  signalOf(ctx: Context): AbortSignal;
}

/** The key under which a context has its `CallContext`, if there is middleware that may put another in place. */
export const enteredKey = key<Entered>('nice-grpc.CallContext');

/** The `CallContext` of a call, and what becomes of its header, trailer and signal. */
export class CallContextState implements Finisher, Entered {
  readonly context: HandlerContext;
  /** The context in which the handler is to run. */
  readonly ctx: Context;
  private readonly signals: FollowingSignal[] = []; // while the handler is at work
  private readonly header = new LazyMetadata();
  private readonly trailer = new LazyMetadata();
  private isHeaderSent = false;
  private isDone = false;

  constructor(ctx: Context, call: HandledCall, hasMiddleware: boolean) {
    this.ctx = hasMiddleware ? withValue(ctx, enteredKey, this) : ctx;
    this.context = this.contextOf(call);
  }

  /** It is spread by middleware, so that it has all that it has itself; the signal is made when somebody looks. */
  private contextOf(call: HandledCall): HandlerContext {
    const state = this;
    let signal: AbortSignal | undefined;
    return {
      ctx: this.ctx,
      metadata: new LazyMetadata(call.metadata),
      peer: call.getPeer(),
      header: this.header,
      trailer: this.trailer,
      sendHeader: () => this.sendHeader(),
      get signal() {
        signal ??= state.signalOf(state.ctx);
        return signal;
      },
      set signal(other) {
        signal = other;
      },
    };
  }

  /**
   * Returns a signal that aborts when `ctx` ends, unless the handler is done by then: so it is in nice-grpc, where the context of a
   * call ends in any case.
   */
  signalOf(ctx: Context): AbortSignal {
    const following = new FollowingSignal(ctx);
    if (!this.isDone) {
      this.signals.push(following);
      following.start();
    }
    return following.signal;
  }

  /** As in nice-grpc, it sends nothing if the header is empty, and no later one either. */
  private sendHeader(): void {
    if (this.isHeaderSent) return;
    this.isHeaderSent = true;
    if (isEmpty(this.header)) return;
    if (this.ctx.err() === undefined)
      serverTransportStreamFromContext(this.ctx)?.sendHeader(new MD(this.header));
  }

  /** Has the header go out with the first message, or with the status. */
  beforeMessage(): void {
    if (this.isHeaderSent) return;
    this.isHeaderSent = true;
    if (!isEmpty(this.header)) {
      unlessLate(() => serverTransportStreamFromContext(this.ctx)?.setHeader(new MD(this.header)));
    }
  }

  finish(): void {
    if (this.isDone) return;
    this.isDone = true;
    for (const signal of this.signals) signal.stop();
    this.beforeMessage();
    if (!isEmpty(this.trailer)) {
      unlessLate(() => serverTransportStreamFromContext(this.ctx)?.setTrailer(new MD(this.trailer)));
    }
  }
}

/** A signal that aborts when a context ends, as long as it follows that. */
class FollowingSignal implements Subscriber {
  private readonly controller = new AbortController();
  private readonly state: CancelState;

  constructor(ctx: Context) {
    this.state = cancelStateOf(ctx);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  start(): void {
    if (this.state.err() === undefined) this.state.subscribe(this);
    else this.onEnd();
  }

  stop(): void {
    this.state.unsubscribe(this);
  }

  onEnd(): void {
    this.controller.abort();
  }
}

function isEmpty(metadata: LazyMetadata): boolean {
  if (metadata.isUnused) return true;
  for (const _ of metadata) return false;
  return true;
}

/** Calls `set`. nice-grpc says nothing of a header or trailer that is too late. */
function unlessLate(set: () => void): void {
  try {
    set();
  } catch (error) {
    if (!isIllegalWrite(error)) throw error;
  }
}
