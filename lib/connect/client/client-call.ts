import type { OutgoingHttpHeaders } from 'node:http';
import type { DescMethod } from '@bufbuild/protobuf';
import type { ConnectError } from '@connectrpc/connect';
import { Status } from 'nice-grpc-common';
import { type Context, key, run, withValue } from '../../context';
import type { ContextOptions } from '../../grpc';
import { CallObservation, internal, isObserved } from '../../grpc/internal';
import { MD } from '../../metadata';
import { setOwned } from '../../metadata/internal';
import { Peer } from '../../peer';
import { statusOf } from '../../status/internal';
import { errorOfEnd, lostConnection, outgoingError, receivedError } from '../error';
import { fieldsIn, malformedIn, type RawFields } from '../fields';
import { methodInfo } from '../method';
import { tellMessage } from '../observed';
import type { Protocol } from '../protocol';
import type { HeadersInit, RequestFields } from './request-fields';
import { headersOf, receivedFields } from './response-fields';

/** Notified of the response to a call, once what the caller asked for has been filled. */
export interface CallObserver {
  onHeader(header: MD): void;
  onTrailer(trailer: MD): void;
}

/** What a call is made with, in addition to Connect's own options. */
export interface CallSettings extends ContextOptions {
  readonly observer?: CallObserver | undefined;
  /** Called with the header, as soon as that is there. */
  readonly onHeader?: ((header: Headers) => void) | undefined;
}

/** What a call is made of. */
export interface CallParts {
  /** The context of the call. */
  readonly ctx: Context;
  /** The context that it is derived from, without what a signal of Connect's own options adds. */
  readonly timed: Context;
  /** The context in which it was called. */
  readonly caller: Context;
  readonly settings: CallSettings;
  readonly fields: RequestFields;
  /** The timeout that Connect is told. */
  readonly timeoutMs: number | undefined;
  /** Whether the transport looks for the call where it opens a stream, so that what comes is seen as it comes. */
  readonly isWatched: boolean;
  /** Ends the context. It is called when the call has ended. */
  cancel(): void;
}

const callKey = key<ClientCall>('connect.call');

/** Returns the call for which Connect runs in `ctx`; `undefined` if it runs for none of ours. */
export function callIn(ctx: Context): ClientCall | undefined {
  return ctx.value(callKey);
}

/** One call on a client: what it sends, what it receives, and how it ends. */
export class ClientCall {
  readonly ctx: Context;
  readonly caller: Context;
  readonly timeoutMs: number | undefined;
  private readonly timed: Context;
  private readonly cancel: () => void;
  private readonly settings: CallSettings;
  private readonly fields: RequestFields;
  private readonly isWatched: boolean;
  private readonly peer = new Peer();
  private hasHeader = false;
  private trailer = new MD();
  private end: RawFields = []; // the trailer as it came
  private thrown: { readonly error: unknown } | undefined; // why the call fails, whatever Connect says
  private isSeen = false; // what comes is seen as it comes
  private isLost = false;
  private isOver = false;
  private observation: CallObservation | undefined; // of who listens to the tracing channel, if anybody does
  private method: DescMethod | undefined; // if somebody does

  constructor({ ctx, timed, caller, settings, fields, timeoutMs, isWatched, cancel }: CallParts) {
    this.ctx = ctx;
    this.timed = timed;
    this.caller = caller;
    this.settings = settings;
    this.fields = fields;
    this.timeoutMs = timeoutMs;
    this.isWatched = isWatched;
    this.cancel = cancel;
  }

  /** Tells the tracing channel that a call of `method` starts, if anybody listens. */
  observe(method: DescMethod): void {
    if (!isObserved('client')) return;
    this.method = method;
    this.observation = new CallObservation('client', methodInfo(method), () => this.peer.addr?.toString());
    this.observation.header('sent');
  }

  /** Whether somebody listens to the tracing channel. */
  get isObserved(): boolean {
    return this.observation !== undefined;
  }

  /** What was to be done at once is done. */
  begun(): void {
    this.observation?.begun();
  }

  /** Tells the tracing channel of a message. */
  tell(direction: 'sent' | 'received', message: unknown): void {
    const { observation, method } = this;
    if (observation === undefined || method === undefined) return;
    tellMessage(observation, direction, direction === 'sent' ? method.input : method.output, message);
  }

  /** The fields of the request, as Connect takes them. */
  get headers(): HeadersInit {
    return this.fields.headers;
  }

  /** Calls `f` in the context in which Connect is run for this call. */
  run<R>(f: () => R): R {
    return run(this.isWatched ? withValue(this.caller, callKey, this) : this.caller, f);
  }

  /** Returns why a stream cannot be opened any more: the call has ended. */
  get endedWith(): ConnectError | undefined {
    return errorOfEnd(this.ctx);
  }

  /** Returns `headers`, with which Connect opens a stream, with what it cannot hold. */
  headersFor(headers: OutgoingHttpHeaders, protocol: Protocol): OutgoingHttpHeaders {
    return this.fields.complete(headers, protocol, this.ctx.deadline);
  }

  /** Notes who the server is. */
  connected(peer: Peer): void {
    Object.assign(this.peer, peer);
    if (this.settings.peer !== undefined) Object.assign(this.settings.peer, peer);
  }

  /** Says that the connection was lost. */
  lost(): void {
    this.isLost = true;
  }

  /** Takes the header of the response as it came; with `isEnd` it is a trailer alone. */
  receiveHeader(raw: RawFields, protocol: Protocol, isEnd: boolean): void {
    this.isSeen = true;
    if (isEnd) this.takeTrailer(raw);
    else this.takeHeader(raw, protocol);
  }

  /** Takes the trailer of the response as it came. */
  receiveTrailer(raw: RawFields): void {
    this.takeTrailer(raw);
  }

  /** Takes header and trailer as Connect has them, unless they were seen as they came. */
  receiveJoined({ header, trailer }: { header: Headers; trailer?: Headers }): void {
    if (this.isSeen) return;
    if (!this.hasHeader) this.takeHeader(fieldsIn(header), 'grpc-web');
    if (trailer !== undefined) this.takeTrailer(fieldsIn(trailer));
  }

  /** Says that the call has succeeded, unless it fails for a reason that Connect does not know. */
  succeed(): void {
    const { thrown } = this;
    if (thrown !== undefined) throw this.fail(thrown.error);
    this.finish(Status.OK);
  }

  /** Says that the call has failed with `error`, as Connect says. Returns the error of the call. */
  fail(error: unknown): unknown {
    const failure = this.failureOf(error);
    this.finish(statusOf(failure)?.code ?? Status.UNKNOWN);
    return failure;
  }

  private failureOf(error: unknown): unknown {
    if (this.thrown !== undefined) return this.thrown.error;
    const ended = errorOfEnd(this.timed);
    if (ended !== undefined) {
      this.trailer = new MD(); // what the server may still have said is not why the call ended
      return ended;
    }
    const received = receivedError(this.end, error);
    return this.isLost && received === error ? lostConnection(error) : received;
  }

  private finish(code: Status): void {
    if (this.isOver) return;
    this.isOver = true;
    this.cancel();
    const { settings } = this;
    if (!this.hasHeader) settings.header?.clear();
    fill(settings.trailer, this.trailer);
    if (settings.peer !== undefined) Object.assign(settings.peer, this.peer);
    settings.observer?.onTrailer(this.trailer);
    this.observation?.ended(code);
  }

  private takeHeader(raw: RawFields, protocol: Protocol): void {
    if (this.refuses(raw)) return;
    this.hasHeader = true;
    this.observation?.header('received');
    const { settings } = this;
    if (settings.header !== undefined || settings.observer !== undefined || protocol === 'connect-unary') {
      const { header, trailer } = receivedFields(raw, protocol);
      if (trailer !== undefined) this.trailer = trailer;
      fill(settings.header, header);
      settings.observer?.onHeader(header);
    }
    this.tellHeader(raw);
  }

  private takeTrailer(raw: RawFields): void {
    this.end = raw;
    const { trailer, observer } = this.settings;
    if (this.refuses(raw) || (trailer === undefined && observer === undefined)) return;
    this.trailer = receivedFields(raw, 'grpc').header;
  }

  private tellHeader(raw: RawFields): void {
    const { onHeader } = this.settings;
    if (onHeader === undefined) return;
    try {
      run(this.caller, onHeader, headersOf(raw));
    } catch (error) {
      this.thrown ??= { error };
    }
  }

  private refuses(raw: RawFields): boolean {
    const malformed = malformedIn(raw);
    if (malformed === undefined) return false;
    const error = internal(`transport: malformed ${malformed.name}: ${malformed.fault}`);
    this.thrown ??= { error: outgoingError(error) };
    return true;
  }
}

function fill(md: MD | undefined, by: MD): void {
  if (md === undefined) return;
  md.clear();
  by.forEach((values, name) => {
    setOwned(md, name, values.slice());
  });
}
