import { type Context, cause, current } from '../../../lib/context';
import { method, sendHeader, setHeader, setTrailer } from '../../../lib/grpc';
import {
  fromIncomingContext,
  fromOutgoingContext,
  type MD,
  Pairs,
  valueFromIncomingContext,
} from '../../../lib/metadata';
import * as peer from '../../../lib/peer';
import type { Board } from '../support/board';
import type { Call, Metadata, Outcome, Step } from '../support/script';
import { type Cancels, derive, keyOf } from './derive';
import { failure } from './failure';
import { fake } from './fake';
import { attempt, noted, spelled, words } from './words';

/** The messages of a call as both sides see them; `undefined` is their end. */
export interface Messages {
  send(text: string): Promise<void>;
  recv(): Promise<string | undefined>;
}

/** What the client of a stream has beside its messages. */
export interface ClientOnly {
  /** Waits for the header; `null` if the call ended without one. */
  header(): Promise<Metadata | null>;
  trailer(): Metadata | null;
  closeSend(): void;
  /** Returns the context of the stream, if that is known. */
  context?(): Context | undefined;
}

/** What a frame needs of the side that it runs on. */
export interface Surroundings {
  readonly board: Board;
  readonly cancels: Cancels;
  readonly notes: Record<string, unknown>;
  readonly port: number;
  readonly io: Messages;
  /** What only the client of a stream has. */
  readonly client?: ClientOnly;
  /** What stands behind an interceptor; it is given the frame, whose context it goes on with. */
  readonly next?: (frame: Frame) => Promise<void>;
  /** Keeps the record open until `work` is done. */
  spawn(work: Promise<unknown>): void;
  /** Makes a call with `ctx`, or with the current context if it is undefined. */
  call(port: number, call: Call, ctx: Context | undefined): Promise<{ outcome: Outcome; error: unknown }>;
}

/** Runs the steps of a handler. Without a derive step it names no context, so that the current one is used. */
export class Frame {
  reply = '';
  private readonly around: Surroundings;
  private ctx: Context | undefined;

  constructor(around: Surroundings, ctx?: Context) {
    this.around = around;
    this.ctx = ctx;
  }

  /** Runs `script`; what a step throws ends it. */
  async steps(script: readonly Step[]): Promise<void> {
    for (const step of script) {
      const result = await this.step(step);
      if (step.as !== undefined && result !== undefined) this.around.notes[step.as] = result;
    }
  }

  private async step(step: Step): Promise<unknown> {
    const { board, cancels, io } = this.around;
    switch (step.do) {
      case 'signal':
        return board.raise(step.label);
      case 'await':
        return board.await(step.label);
      case 'cancel':
        return cancels.get(step.label)?.();
      case 'derive':
        this.ctx = derive(this.ctx ?? current(), step.ctx, cancels);
        return undefined;
      case 'setHeader':
      case 'sendHeader':
      case 'setTrailer':
        return this.write(step);
      case 'send':
        return io.send(step.text).then(() => 'ok', words);
      case 'recv':
        return io.recv().then((text) => text ?? 'EOF', words);
      case 'recvAll':
        return this.drain();
      case 'reply':
        this.reply = step.text;
        return undefined;
      case 'suffix':
        this.reply += step.text;
        return undefined;
      case 'fail':
        throw failure(step);
      case 'trace':
        this.around.notes.order = [...Object(this.around.notes.order ?? []), step.label];
        return undefined;
      case 'next':
        return this.proceed(step);
      case 'spawn':
        this.around.spawn(this.background().steps(step.steps));
        return undefined;
      case 'call':
        return this.downstream(step);
      default:
        return this.read(step);
    }
  }

  private async read(step: Step): Promise<unknown> {
    const ctx = this.ctx ?? current();
    switch (step.do) {
      case 'incoming':
        return noted(this.ctx ? fromIncomingContext(this.ctx) : fromIncomingContext());
      case 'outgoing':
        return noted(fromOutgoingContext(this.ctx));
      case 'value':
        return ctx.value(keyOf(step.key)) ?? null;
      case 'deadline':
        return ctx.deadline ? (ctx.deadline.getTime() - Date.now()) * 1e6 : null;
      case 'err':
        return words(ctx.err());
      case 'cause':
        return words(cause(ctx));
      case 'waitDone':
        return done(ctx);
      case 'peer':
        return described(peer.fromContext(this.around.client?.context?.() ?? this.ctx), this.around.port);
      case 'told':
        return fake(step.label).told.splice(0);
      case 'echo':
        for (const value of valueFromIncomingContext(this.ctx, step.key) ?? []) {
          setHeader(this.ctx, Pairs(step.key, value));
          setTrailer(this.ctx, Pairs(step.key, value));
        }
        return undefined;
      case 'method':
        return method(this.ctx) ?? 'none';
      default:
        return this.onClient(step);
    }
  }

  private async onClient(step: Step): Promise<unknown> {
    const { client } = this.around;
    if (client === undefined) throw new Error(`spec/interop: no such step here: ${step.do}`);
    switch (step.do) {
      case 'header':
        return { md: await client.header(), err: 'ok' };
      case 'trailer':
        return client.trailer();
      case 'closeSend':
        client.closeSend();
        return 'ok';
      default:
        throw new Error(`spec/interop: no such step: ${step.do}`);
    }
  }

  private write(step: Step & { do: 'setHeader' | 'sendHeader' | 'setTrailer' }): string {
    const md = spelled(step);
    const f = { setHeader, sendHeader, setTrailer }[step.do];
    const result = attempt(() => (this.ctx ? f(this.ctx, md) : f(md)));
    if (step.mutate) spoil(md);
    return result;
  }

  private async drain(): Promise<string[]> {
    const all: string[] = [];
    try {
      for (;;) {
        const text = await this.around.io.recv();
        if (text === undefined) return all;
        all.push(text);
      }
    } catch (error) {
      return [...all, words(error)];
    }
  }

  private async downstream(step: Step & { do: 'call' }): Promise<Outcome> {
    const { outcome, error } = await this.around.call(step.call.port, step.call, this.ctx);
    if (step.kind === 'return error' && error !== undefined) {
      if (step.as !== undefined) this.around.notes[step.as] = outcome;
      throw error;
    }
    return outcome;
  }

  private async proceed({ times = 1, kind }: Step & { do: 'next' }): Promise<string> {
    for (let i = 1; i < times; i++) await this.around.next?.(this);
    try {
      await this.around.next?.(this);
      return 'ok';
    } catch (error) {
      if (kind === 'ignore error') return words(error);
      throw error;
    }
  }

  /** The context to go on with. */
  get context(): Context {
    return this.ctx ?? current();
  }

  private background(): Frame {
    return new Frame(this.around, this.ctx ?? current());
  }
}

/** Resolves when `ctx` has ended. */
function done(ctx: Context): Promise<void> {
  return new Promise((resolve) => {
    if (ctx.signal.aborted) resolve();
    else ctx.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function spoil(md: MD): void {
  for (const values of md.values()) values[0] = 'changed afterwards';
  md.set('added-afterwards', 'x');
}

function described(from: peer.Peer | undefined, port: number): unknown {
  if (from === undefined) return 'none';
  return {
    addr: address(from.addr, port),
    localAddr: address(from.localAddr, port),
    authInfo: from.authInfo?.authType() ?? 'none',
  };
}

function address(addr: peer.Addr | undefined, port: number): string {
  const [, host, at] = /^(.*):(\d+)$/.exec(String(addr)) ?? [];
  if (host === undefined) return addr === undefined ? 'none' : String(addr);
  return `${host}:${Number(at) === port ? 'server' : 'other'}`;
}
