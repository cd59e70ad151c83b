import { type Context, run } from '../../context';
import { errorTrace } from '../../context/internal';
import type { Method } from '../definition/method';
import { applyTo, mustBeFunctions } from '../given-interceptors';
import type {
  ServerInterceptors,
  StreamHandler,
  StreamServerInterceptor,
  UnaryHandler,
  UnaryServerInterceptor,
} from '../interceptor';
import type { ServerStream } from '../stream';
import { mustBeResponse } from './serve';
import { passedOn } from './server-stream';

/**
 * Returns the interceptors as one. The first is the outermost: it sees a request first and a response last. Each runs in
 * the context that the one before it passed on, as the handler does. Without interceptors it is the handler alone.
 *
 * Ports grpc-go's `grpc.ChainUnaryInterceptor`.
 *
 * @throws TypeError if an interceptor is not a function.
 */
export function chainUnaryServer(...interceptors: UnaryServerInterceptor[]): UnaryServerInterceptor {
  mustBeFunctions('chainUnaryServer', interceptors);
  return (ctx, req, info, handler) => {
    const inner = interceptors.reduceRight<UnaryHandler>(
      (next, interceptor) => async (ctx, req) => {
        const rest = new Rest(info.fullMethod);
        const following: UnaryHandler = (ctx, req) => rest.following(next(ctx, req));
        return rest.outlived(await run(ctx, applyTo, interceptor, ctx, req, info, following));
      },
      async (ctx, req) => run(ctx, handler, ctx, req),
    );
    return inner(ctx, req);
  };
}

/**
 * Returns the interceptors as one. The first is the outermost. Each runs in the context of the stream that the one before
 * it passed on, as the handler does. What a stream that is passed on lacks is that of the one before, so that a class around
 * a stream, a spread of it and a part of one all do. Without interceptors it is the handler alone.
 *
 * Ports grpc-go's `grpc.ChainStreamInterceptor`.
 *
 * @throws TypeError if an interceptor is not a function.
 */
export function chainStreamServer(...interceptors: StreamServerInterceptor[]): StreamServerInterceptor {
  mustBeFunctions('chainStreamServer', interceptors);
  return (srv, stream, info, handler) => {
    const call = async (i: number, srv: unknown, stream: ServerStream): Promise<void> => {
      const interceptor = interceptors[i];
      if (interceptor === undefined) return run(stream.context, handler, srv, stream);
      const rest = new Rest(info.fullMethod);
      const next = async (srv: unknown, passed: ServerStream) => call(i + 1, srv, passedOn(passed, stream));
      const following: StreamHandler = (srv, passed) => rest.following(next(srv, passed));
      return rest.outlived(await run(stream.context, applyTo, interceptor, srv, stream, info, following));
    };
    return call(0, srv, stream);
  };
}

/** What follows an interceptor in its chain, which may not wait for it. */
class Rest {
  private readonly fullMethod: string;
  private hasReturned = false; // the interceptor, and not by throwing

  constructor(fullMethod: string) {
    this.fullMethod = fullMethod;
  }

  /** Returns `result`, which ends no process if it rejects: if nothing waits for it any more, that is a warning. */
  following<T>(result: Promise<T>): Promise<T> {
    result.catch((error: unknown) => {
      if (this.hasReturned) process.emitWarning(`${notAwaited(this.fullMethod)}: ${errorTrace(error)}`);
    });
    return result;
  }

  /** Returns what the interceptor has returned. */
  outlived<T>(returned: T): T {
    this.hasReturned = true;
    return returned;
  }
}

function notAwaited(fullMethod: string): string {
  return `grpc: an interceptor of ${fullMethod} must wait for its handler, as "await handler(…)" does: it returned before that failed`;
}

/** Handles a unary call. `call` is what the adapter knows of it; it goes by the interceptors. */
export type UnaryHandling<Call> = (ctx: Context, request: unknown, call: Call) => unknown;

/** Handles a streaming call. */
export type StreamHandling<Call> = (stream: ServerStream, call: Call) => unknown;

type Described = Pick<Method, 'path' | 'requestStream' | 'responseStream'>;

/**
 * Returns `handle` with the interceptors for unary calls before it. They are told `server`, the implementation of the service.
 * Without one it is `handle` itself.
 */
export function interceptUnary<Call>(
  { unaryInterceptors = [] }: ServerInterceptors,
  server: unknown,
  { path: fullMethod }: Described,
  handle: UnaryHandling<Call>,
): UnaryHandling<Call> {
  if (unaryInterceptors.length === 0) return handle;
  const chain = chainUnaryServer(...unaryInterceptors);
  const info = { server, fullMethod };
  return async (ctx, request, call) =>
    mustBeResponse(await chain(ctx, request, info, async (ctx, request) => handle(ctx, request, call)));
}

/** Returns `handle` with the interceptors for streaming calls before it. See `interceptUnary`. */
export function interceptStream<Call>(
  { streamInterceptors = [] }: ServerInterceptors,
  server: unknown,
  { path: fullMethod, requestStream, responseStream }: Described,
  handle: StreamHandling<Call>,
): StreamHandling<Call> {
  if (streamInterceptors.length === 0) return handle;
  const chain = chainStreamServer(...streamInterceptors);
  const info = { fullMethod, isClientStream: requestStream, isServerStream: responseStream };
  return (given, call) =>
    chain(server, given, info, async (_, stream) => {
      await handle(stream, call);
    });
}
