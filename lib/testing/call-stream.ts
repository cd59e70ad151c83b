import { afterFunc, bindIterable, run } from '../context';
import { wrongType } from '../context/internal';
import { fromContextError, type ServerStream, type StreamServerInterceptor } from '../grpc';
import { internal, serverStream } from '../grpc/internal';
import { type CallInit, IncomingCall, mustBeCall, type Outcome } from './incoming-call';

/** How a streaming call comes in. */
export interface StreamCallInit extends CallInit {
  /** What stands before the handler: one interceptor, or a chain of them. */
  readonly interceptor?: StreamServerInterceptor | undefined;
  /** What the interceptor gets of the method. Both are true if they are left out. */
  readonly isClientStream?: boolean | undefined;
  readonly isServerStream?: boolean | undefined;
}

/** What the client of a streaming call got. */
export interface StreamOutcome<Response> extends Outcome {
  /** The messages that were sent before the call ended, in order. */
  readonly messages: readonly Response[];
}

/**
 * Calls `handler` as a server does for a streaming call, without a network, and returns what a client would have got
 * that sends `requests`. It never throws what the handler throws: that is the outcome. For a method of one request,
 * `requests` is a list of one.
 *
 * All is as with `callUnary`. The iterator of `requests` runs in the context of the test, and is closed at the end.
 *
 * @throws TypeError if an argument is not what it must be.
 */
export function callStream<Request, Response>(
  handler: (stream: ServerStream<Request, Response>) => void | Promise<void>,
  requests: Iterable<Request> | AsyncIterable<Request>,
  init?: StreamCallInit,
): Promise<StreamOutcome<Response>>;
// Inside, as for an interceptor, messages have no type.
export async function callStream(
  handler: (stream: ServerStream) => void | Promise<void>,
  requests: Iterable<unknown> | AsyncIterable<unknown>,
  init: StreamCallInit = {},
): Promise<StreamOutcome<unknown>> {
  mustBeCall('callStream', handler, init, 'interceptor', 'isClientStream', 'isServerStream');
  const isIterable = Symbol.asyncIterator in Object(requests) || Symbol.iterator in Object(requests);
  if (!isIterable) throw wrongType('testing: callStream: requests', 'an iterable', requests);
  const { interceptor = (srv, stream, _, handler) => handler(srv, stream), server } = init;
  const { isClientStream = true, isServerStream = true } = init;
  const call = new IncomingCall(init);
  const incoming = new Messages(call, bindIterable(undefined, each(requests)));
  const { messages } = incoming;
  const info = { fullMethod: call.fullMethod, isClientStream, isServerStream };
  const inner = async (_: unknown, stream: ServerStream) => run(stream.context, handler, stream);
  try {
    const stream = serverStream(call.ctx, incoming);
    await run(call.ctx, interceptor, server, stream, info, inner);
    return { ...call.finish(), messages };
  } catch (error) {
    return { ...call.finish(error), messages };
  } finally {
    incoming.close();
  }
}

/** What the client sends and what it gets. */
class Messages {
  readonly messages: unknown[] = [];
  private readonly call: IncomingCall;
  private readonly requests: AsyncGenerator<unknown, void>;

  constructor(call: IncomingCall, requests: AsyncGenerator<unknown, void>) {
    this.call = call;
    this.requests = requests;
  }

  readonly recv = async (): Promise<unknown> => {
    const { done, value } = await this.unlessEnded(this.requests.next());
    return done ? undefined : value;
  };

  readonly send = async (message: unknown): Promise<void> => {
    const end = fromContextError(this.call.ctx.err());
    if (end !== undefined) throw end;
    this.call.beforeMessage();
    this.messages.push(message);
  };

  /** Closes the iterator of the requests, unless it is at work: it may wait forever. */
  close(): void {
    this.requests.return().catch(() => {});
  }

  /** Settles as `settling` does, or rejects when the call ends, whichever happens first. */
  private unlessEnded<T>(settling: Promise<T>): Promise<T> {
    const { ctx } = this.call;
    return new Promise((resolve, reject) => {
      const stop = afterFunc(ctx, () =>
        reject(fromContextError(ctx.err()) ?? internal('the call has ended')),
      );
      settling.then(resolve, reject).finally(stop);
    });
  }
}

async function* each<T>(values: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
  yield* values;
}
