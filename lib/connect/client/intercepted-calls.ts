import { ClientError, Status } from 'nice-grpc-common';
import { current, run, withSignal } from '../../context';
import {
  type ClientMethod,
  type Intercept,
  invoke,
  type OutgoingCall,
  type ResultOf,
  responseOptions,
  StreamCall as StreamOfEngine,
} from '../../grpc/internal';
import { outgoingError } from '../error';
import { withLimit } from './begin-call';
import { callFactory } from './call-transport';
import type { ContextTransport } from './context-transport';
import type { CallOptions, Responses, StreamCall, UnaryCall } from './make-call';
import { ownFields } from './own-fields';

type Described = Parameters<typeof callFactory>[0];

/** Returns how unary calls are made behind interceptors. */
export function interceptedUnary(
  method: Described,
  about: ClientMethod,
  transport: ContextTransport,
  intercept: Intercept,
): UnaryCall {
  return async (request, options) => {
    const { call, rest, cancel } = entered(about, options);
    try {
      return await invoke(intercept(callFactory(method, transport, rest)), call, request);
    } catch (error) {
      throw asConnectError(error);
    } finally {
      cancel();
    }
  };
}

/** Returns how calls of any other kind are begun behind interceptors. */
export function interceptedStream(
  method: Described,
  about: ClientMethod,
  transport: ContextTransport,
  intercept: Intercept,
): StreamCall {
  return (requests, options) => {
    const { call, rest, cancel } = entered(about, options);
    const stream = new StreamOfEngine(intercept(callFactory(method, transport, rest)), call);
    stream.open();
    void run(call.caller, sendEach, requests, stream);
    return new InterceptedResponses(stream, cancel);
  };
}

type Result = IteratorResult<unknown>;

const over: Result = { done: true, value: undefined };
const results: ResultOf<Result> = { message: (value) => ({ done: false, value }), end: () => over };

/** The responses of a call behind interceptors. */
class InterceptedResponses implements Responses {
  private readonly stream: StreamOfEngine;
  private readonly cancel: () => void;
  private isOver = false;

  constructor(stream: StreamOfEngine, cancel: () => void) {
    this.stream = stream;
    this.cancel = cancel;
  }

  async next(): Promise<Result> {
    if (this.isOver || this.stream.hasReceivedEnd) return this.leave();
    try {
      const result = await this.stream.receive(results);
      return result.done ? this.leave() : result;
    } catch (error) {
      this.leave();
      throw asConnectError(error);
    }
  }

  async return(): Promise<Result> {
    this.stream.abort(Status.CANCELLED, 'context canceled');
    return this.leave();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private leave(): Result {
    this.isOver = true;
    this.cancel();
    return over;
  }
}

/** Sends what `requests` gives. If they fail, so does the call, with their error. */
async function sendEach(requests: AsyncIterable<unknown>, stream: StreamOfEngine): Promise<void> {
  try {
    for await (const request of requests) {
      if (stream.hasEnded) return;
      await new Promise<void>((resolve) => stream.send(request, () => resolve()));
    }
    stream.closeSend();
  } catch (error) {
    stream.abandon(error);
  }
}

/** Returns the error of a call as a caller of Connect's knows it: a status that the engine or an interceptor made is one of those. */
function asConnectError(error: unknown): unknown {
  return error instanceof ClientError ? outgoingError(error) : error;
}

/** How a call comes to its interceptors. */
interface Entered {
  readonly call: OutgoingCall;
  /** The options that are Connect's alone. */
  readonly rest: CallOptions;
  /** Ends the context of the call. */
  cancel(): void;
}

/** Puts all that `options` say of the call's deadline and end into its context, so that interceptors see it. */
function entered(method: ClientMethod, options: CallOptions): Entered {
  const caller = current();
  const opts = responseOptions('connect', options);
  const { ctx = caller, header: _, trailer: __, peer: ___, headers, timeoutMs, signal, ...rest } = options;
  const { md, reserved } = ownFields(headers);
  const [timed, cancel] = withLimit(ctx, timeoutMs);
  const own = signal === undefined ? timed : withSignal(timed, signal);
  const isCurrent = options.ctx === undefined;
  const metadata = md.size === 0 ? undefined : md;
  const call = { method, ctx: own, isCurrent, caller, metadata, opts };
  return { call, rest: { ...rest, headers: reserved }, cancel };
}
