import { Status } from 'nice-grpc-common';
import type { Context } from '../../context';
import {
  type CallFactory,
  type ClientMethod,
  failed,
  invoke,
  type OutgoingCall,
  type ResultOf,
  StreamCall,
} from '../../grpc/internal';
import { isAsyncIterable } from '../convert';
import { type NiceOptions, outgoingCall } from './call-options';
import { sendEach } from './requests';

/** Makes a call with one response, from the context `caller`. */
export type CallSingle = (request: unknown, options: NiceOptions, caller: Context) => Promise<unknown>;

const invalid = 'A middleware passed invalid request to next(): expected a single message for'; // nice-grpc's text

/** Returns a function that makes unary calls. */
export function unaryCalls(factory: CallFactory, method: ClientMethod): CallSingle {
  return (request, options, caller) => {
    if (isAsyncIterable(request)) return failed(new Error(`${invalid} unary method`));
    const call = outgoingCall(method, options, caller);
    return call.abort?.signal.aborted ? failed(call.abort.reason()) : invoke(factory, call, request);
  };
}

/** Returns a function that makes calls with a stream of requests and one response. */
export function clientStreamCalls(factory: CallFactory, method: ClientMethod): CallSingle {
  return (requests, options, caller) => {
    if (!isAsyncIterable(requests)) return failed(new Error(`${invalid} client streaming method`));
    const outgoing = outgoingCall(method, options, caller);
    if (outgoing.abort?.signal.aborted) return failed(outgoing.abort.reason());
    const call = new StreamCall(factory, outgoing);
    call.open();
    void sendEach(requests, call, caller);
    return call.receive(response);
  };
}

const response: ResultOf<unknown> = { message: (message) => message, end: () => undefined };

type Result = IteratorResult<unknown, void>;

const done: Result = { done: true, value: undefined };
const results: ResultOf<Result> = { message: (value) => ({ done: false, value }), end: () => done };

/** Makes a call with a stream of responses, from the context `caller`. */
export type CallStream = (
  request: unknown,
  options: NiceOptions,
  caller: Context,
) => AsyncIterableIterator<unknown, unknown>;

/** Returns a function that makes calls with a stream of responses. */
export function responseStreams(factory: CallFactory, method: ClientMethod): CallStream {
  return (request, options, caller) =>
    new ResponseStream(factory, outgoingCall(method, options, caller), request);
}

/**
 * The responses to a call, which is begun when the first is asked for. It stands for nice-grpc's generator, and middleware
 * gets it as one.
 */
class ResponseStream implements AsyncGenerator<unknown, void, undefined> {
  private readonly factory: CallFactory;
  private readonly outgoing: OutgoingCall;
  private readonly request: unknown;
  private call: StreamCall | undefined; // once begun
  private isDone = false;

  constructor(factory: CallFactory, outgoing: OutgoingCall, request: unknown) {
    this.factory = factory;
    this.outgoing = outgoing;
    this.request = request;
  }

  next(): Promise<Result> {
    if (this.isDone || this.call?.hasReceivedEnd) return Promise.resolve(done);
    try {
      this.call ??= this.begin();
    } catch (error) {
      return this.throw(error);
    }
    return this.call.receive(results);
  }

  /** Leaves the stream: the call is cancelled. */
  return(): Promise<Result> {
    this.leave();
    return Promise.resolve(done);
  }

  throw(error: unknown): Promise<Result> {
    this.leave();
    return failed(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  private begin(): StreamCall {
    const { request } = this;
    const { abort, method } = this.outgoing;
    const { requestStream } = method;
    if (isAsyncIterable(request) !== requestStream) throw invalidRequest(requestStream);
    if (abort?.signal.aborted) throw abort.reason();
    const call = new StreamCall(this.factory, this.outgoing);
    call.open();
    if (isAsyncIterable(request)) void sendEach(request, call, this.outgoing.caller);
    else sendOne(call, request);
    return call;
  }

  private leave(): void {
    this.isDone = true;
    this.call?.abort(Status.CANCELLED, 'Cancelled on client');
  }
}

function sendOne(call: StreamCall, request: unknown): void {
  call.send(request, () => {});
  call.closeSend();
}

function invalidRequest(requestStream: boolean): Error {
  return new Error(`${invalid} ${requestStream ? 'bidirectional' : 'server'} streaming method`);
}
