import type { DescMethod } from '@bufbuild/protobuf';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { bindIterable, type Context, current, DeadlineExceeded, run, withSignal } from '../../context';
import type { ServerInterceptors, ServerStream } from '../../grpc';
import {
  each,
  eachRequest,
  interceptStream,
  interceptUnary,
  onlyRequest,
  serveEach,
  serveOne,
} from '../../grpc/internal';
import { asIterable } from '../convert';
import { type MethodInfo, methodInfo } from '../method';
import { ResponseMessages } from './response-messages';
import { callKey, type ServerCall } from './server-call';

/** A method as Connect calls it, of any kind: the request or requests, and what it returns. */
export type Method = (request: unknown, context: HandlerContext) => unknown;

/** Makes methods that run in the context of their call, behind interceptors. */
export class MethodFactory {
  private readonly interceptors: ServerInterceptors;
  private readonly changesSignal: boolean;

  /** `changesSignal` says that the signal of a `HandlerContext` may abort for a reason that the call does not know. */
  constructor(interceptors: ServerInterceptors, changesSignal: boolean) {
    this.interceptors = interceptors;
    this.changesSignal = changesSignal;
  }

  /** Returns `handle`, of the service `server`, in contexts. */
  method(method: DescMethod, handle: Method, server: unknown): Method {
    const info = methodInfo(method);
    const isUnary = !info.requestStream && !info.responseStream;
    const behind = isUnary ? this.unary(info, handle, server) : this.stream(info, handle, server);
    const respond = info.responseStream ? streamed : replied;
    return (request, context) => {
      const call = context.values.get(callKey);
      if (call === undefined) return handle(request, context); // an interceptor has put other values in place
      return respond(call, this.contextOf(context), behind, call.observed(request), context);
    };
  }

  /** Returns the context in which a method is called. */
  private contextOf({ signal }: HandlerContext): Context {
    return this.changesSignal ? withSignal(current(), reasoned(signal)) : current();
  }

  private unary(info: MethodInfo, handle: Method, server: unknown): Method {
    if (!this.interceptors.unaryInterceptors?.length) return handle;
    const intercepted = interceptUnary<Start>(this.interceptors, server, info, (ctx, request, start) =>
      handle(request, contextAt(start, ctx)),
    );
    return (request, context) => intercepted(current(), request, { ctx: current(), context });
  }

  private stream(info: MethodInfo, handle: Method, server: unknown): Method {
    if (!this.interceptors.streamInterceptors?.length) return handle;
    const { requestStream, responseStream } = info;
    const intercepted = interceptStream<Start>(this.interceptors, server, info, async (stream, start) => {
      const request = requestStream ? eachRequest(stream) : await onlyRequest(stream);
      const made = handle(request, contextAt(start, stream.context));
      if (!responseStream) return stream.send(await made);
      for await (const message of bindIterable(stream.context, asIterable(made))) await stream.send(message);
    });
    return (request, context) => {
      const start = { ctx: current(), context };
      const requests = requestStream ? asIterable(request) : each(request);
      const serve = async (stream: ServerStream) => {
        await intercepted(stream, start);
      };
      return responseStream ? serveEach(start.ctx, requests, serve) : serveOne(start.ctx, requests, serve);
    };
  }
}

/** How a call comes to its interceptors. */
interface Start {
  readonly ctx: Context;
  readonly context: HandlerContext;
}

/** Returns the `HandlerContext` of a method whose context is `ctx`. */
function contextAt(start: Start, ctx: Context): HandlerContext {
  return ctx === start.ctx ? start.context : { ...start.context, signal: ctx.signal };
}

/** Calls a method that returns one response. */
async function replied(
  call: ServerCall,
  ctx: Context,
  handle: Method,
  request: unknown,
  context: HandlerContext,
) {
  call.enter(context.responseHeader);
  try {
    const reply = run(ctx, handle, request, context);
    const message = await call.untilEnd(reply instanceof Promise ? reply : run(ctx, async () => reply));
    call.tell('sent', message);
    return message;
  } catch (error) {
    throw call.failed(error);
  }
}

/** Calls a method that returns responses. */
function streamed(call: ServerCall, ctx: Context, handle: Method, request: unknown, context: HandlerContext) {
  call.enter(context.responseHeader);
  try {
    return new ResponseMessages(
      call,
      ctx,
      run(ctx, () => asIterable(handle(request, context))),
    );
  } catch (error) {
    throw call.failed(error);
  }
}

/** Returns a signal like `signal`, whose reason is as a context knows it: Connect has an error of its own for the deadline. */
function reasoned(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(isDeadline(signal.reason) ? DeadlineExceeded : signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

function isDeadline(reason: unknown): boolean {
  return reason instanceof ConnectError && reason.code === Code.DeadlineExceeded;
}
