import type { CallOptions, ClientMiddlewareCall } from 'nice-grpc-common';
import { bindIterable, type Context, current, withCancel } from '../../context';
import {
  type ClientInterceptors,
  type ClientStream,
  chainStreamClient,
  chainUnaryClient,
  type StreamClientInterceptor,
} from '../../grpc';
import { fromOutgoingContext, Join, newOutgoingContext } from '../../metadata';
import { asMessage } from '../convert';
import { only } from '../only';
import { type Carried, caller } from './caller';
import { invokerOf, type Maker, streamerOf } from './make-call';

type Made<Response> = AsyncGenerator<Response, Response | void, undefined>;
type Middleware = <Request, Response>(
  call: ClientMiddlewareCall<Request, Response>,
  options: CallOptions & Carried,
) => Made<Response>;

/** Returns a middleware that has calls go through interceptors. Those of a kind without one pass it by. */
export function interceptCalls(interceptors: ClientInterceptors): Middleware {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const unary = chainUnaryClient(...unaryInterceptors);
  const stream = chainStreamClient(...streamInterceptors);

  async function* through<Request, Response>(
    call: ClientMiddlewareCall<Request, Response>,
    ctx: Context,
    maker: Maker,
  ): Made<Response> {
    const { method } = call;
    if (method.requestStream || method.responseStream) return yield* streamed(call, ctx, stream, maker);
    return asMessage(await unary(ctx, method.path, call.request, invokerOf(maker), []));
  }

  return (call, options) => {
    const { requestStream, responseStream } = call.method;
    const chosen = requestStream || responseStream ? streamInterceptors : unaryInterceptors;
    if (chosen.length === 0) return call.next(call.request, options);
    const { metadata, ...rest } = options;
    const { [caller]: called = current(), ctx = called } = rest;
    const maker: Maker = {
      one: (request, own) => only(call.next(asMessage(request), { ...rest, ...own })),
      each: (request, own) => call.next(asMessage(request), { ...rest, ...own }),
    };
    return bindIterable(called, through(call, withOwn(ctx, metadata), maker));
  };
}

/** Returns `ctx` with the call's own metadata after its outgoing, so that interceptors see all that is sent. */
function withOwn(ctx: Context, own: CallOptions['metadata']): Context {
  if (own === undefined) return ctx;
  return newOutgoingContext(ctx, Join(fromOutgoingContext(ctx), own));
}

/** Makes a streaming call through `interceptor`, and passes its messages on both ways. */
async function* streamed<Request, Response>(
  call: ClientMiddlewareCall<Request, Response>,
  ctx: Context,
  interceptor: StreamClientInterceptor,
  maker: Maker,
): Made<Response> {
  const { path, requestStream: clientStreams, responseStream: serverStreams } = call.method;
  const desc = { streamName: path.slice(path.lastIndexOf('/') + 1), clientStreams, serverStreams };
  const [own, cancel] = withCancel(ctx);
  try {
    const stream = await interceptor(own, desc, path, streamerOf(maker), []);
    const sending = new Sending(own, stream, cancel);
    if (call.requestStream) void sending.each(call.request);
    else await sending.one(call.request);
    for (;;) {
      const message = await sending.orFailed(stream.recv());
      if (!serverStreams) return asMessage(message);
      if (message === undefined) return;
      yield asMessage(message);
    }
  } finally {
    cancel();
  }
}

/** Sends the requests of one call. If they fail, so does the call, with their error. */
class Sending {
  private readonly ctx: Context;
  private readonly stream: ClientStream;
  private readonly cancel: () => void;
  private failure: { readonly error: unknown } | undefined;

  constructor(ctx: Context, stream: ClientStream, cancel: () => void) {
    this.ctx = ctx;
    this.stream = stream;
    this.cancel = cancel;
  }

  async one(request: unknown): Promise<void> {
    await this.stream.send(request);
    this.stream.closeSend();
  }

  async each(requests: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const request of requests) {
        if (this.ctx.err() !== undefined) return;
        await this.stream.send(request);
      }
      this.stream.closeSend();
    } catch (error) {
      this.failure = { error };
      this.cancel();
    }
  }

  /** Returns what `received` brings; fails with the error of the requests if that is what ended the call. */
  async orFailed(received: Promise<unknown>): Promise<unknown> {
    try {
      return await received;
    } catch (error) {
      throw this.failure === undefined ? error : this.failure.error;
    }
  }
}
