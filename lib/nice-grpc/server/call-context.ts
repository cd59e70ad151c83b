import type { Metadata as GrpcMetadata } from '@grpc/grpc-js';
import { type CallContext, Metadata, type MetadataValue } from 'nice-grpc-common';

import { bindIterable, type Context, current, key, run, withSignal, withValue } from '../../context';
import { type CancelState, cancelStateOf, isContext, type Subscriber } from '../../context/internal';
import { isIllegalWrite, streamKey } from '../../grpc/internal';
import type { Finisher, HandledCall } from '../../grpc-js/internal';
import { MD } from '../../metadata';
import { asServerMiddleware } from '../convert';
import type { ContextExt } from '../middleware';

/**
 * nice-grpc's metadata, made when it is first used: each `CallContext` has three, of which most are not, and each is a map
 * with eight functions around it.
 */
class LazyMetadata implements Metadata {
  readonly #received: GrpcMetadata | undefined;
  #made: Metadata | undefined;

  /** It holds what was `received`, or nothing. */
  constructor(received?: GrpcMetadata) {
    this.#received = received;
  }

  get isEmpty(): boolean {
    if (this.#made === undefined && this.#received === undefined) return true;
    for (const _ of this.#all) return false;
    return true;
  }

  get #all(): Metadata {
    this.#made ??= this.#received === undefined ? Metadata() : fromGrpc(this.#received);
    return this.#made;
  }

  set<Key extends string>(key: Key, value: MetadataValue<Key> | Array<MetadataValue<Key>>): this {
    this.#all.set(key, value);
    return this;
  }

  append<Key extends string>(key: Key, value: MetadataValue<Key>): this {
    this.#all.append(key, value);
    return this;
  }

  delete(key: string): void {
    this.#all.delete(key);
  }

  get<Key extends string>(key: Key): MetadataValue<Key> | undefined {
    return this.#all.get(key);
  }

  getAll<Key extends string>(key: Key): Array<MetadataValue<Key>> {
    return this.#all.getAll(key);
  }

  has(key: string): boolean {
    return this.#all.has(key);
  }

  [Symbol.iterator](): IterableIterator<[string, Array<string | Uint8Array>]> {
    return this.#all[Symbol.iterator]();
  }
}

/** Returns `metadata` as nice-grpc has it: text values of one key are joined. */
function fromGrpc(metadata: GrpcMetadata): Metadata {
  return Metadata(Object.entries(metadata.toJSON()));
}

/** nice-grpc's `CallContext`, with the context of the call. */
export type HandlerContext = CallContext & ContextExt;

/** The `CallContext` that belongs to a context. */
interface Entered {
  readonly context: HandlerContext;
  /** Returns a signal for a handler that aborts when `ctx` ends. */
  signalOf(ctx: Context): AbortSignal;
}

/** The key under which a context has its `CallContext`, if there is middleware that may put another in place. */
const enteredKey = key<Entered>('nice-grpc.CallContext');

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

  /** It is spread by middleware, so that it has all that it has itself; the signal is made when it is first read. */
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
    if (this.header.isEmpty) return;
    if (this.ctx.err() === undefined) this.ctx.value(streamKey)?.sendHeader(new MD(this.header));
  }

  /** Has the header go out with the first message, or with the status. */
  beforeMessage(): void {
    if (this.isHeaderSent) return;
    this.isHeaderSent = true;
    if (!this.header.isEmpty) {
      unlessLate(() => this.ctx.value(streamKey)?.setHeader(new MD(this.header)));
    }
  }

  finish(): void {
    if (this.isDone) return;
    this.isDone = true;
    for (const signal of this.signals) signal.stop();
    this.beforeMessage();
    if (!this.trailer.isEmpty) {
      unlessLate(() => this.ctx.value(streamKey)?.setTrailer(new MD(this.trailer)));
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

/** Calls `set`. nice-grpc ignores a header or trailer that is too late. */
function unlessLate(set: () => void): void {
  try {
    set();
  } catch (error) {
    if (!isIllegalWrite(error)) throw error;
  }
}

/**
 * A middleware that stands behind each user-defined one: what is further in runs in the context that the one before passed
 * on, be it another `ctx`, or another `signal`, which the context then follows.
 */
export const followContext = asServerMiddleware((call, context) => {
  const here = current();
  const ctx = isContext(context.ctx) ? context.ctx : here;
  const own = ctx.value(enteredKey);
  if (own === undefined || context === own.context) return call.next(call.request, context);
  const hasOwnSignal = context.signal === own.context.signal;
  if (hasOwnSignal && ctx === here) return call.next(call.request, { ...context, ctx });
  const bound = hasOwnSignal || context.signal === ctx.signal ? ctx : withSignal(ctx, context.signal);
  const signal = hasOwnSignal ? own.signalOf(bound) : context.signal;
  const followed = { ...context, signal, ctx: bound };
  followed.ctx = withValue(bound, enteredKey, { context: followed, signalOf: (ctx) => own.signalOf(ctx) });
  return bindIterable(followed.ctx, run(followed.ctx, call.next, call.request, followed));
});
