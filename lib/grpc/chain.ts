import { run } from '../context';
import type {
  StreamHandler,
  StreamServerInterceptor,
  UnaryHandler,
  UnaryServerInterceptor,
} from './interceptor';
import { passedOn } from './server/server-stream';
import type { ServerStream } from './stream';

/**
 * Returns the interceptors as one. The first is the outermost: it sees a request first and a response last. Each runs in
 * the context that the one before it passed on, as the handler does. Without interceptors it is the handler alone.
 *
 * Ports grpc-go's `grpc.ChainUnaryInterceptor`.
 */
export function chainUnaryServer(...interceptors: UnaryServerInterceptor[]): UnaryServerInterceptor {
  return (ctx, req, info, handler) => {
    const inner = interceptors.reduceRight<UnaryHandler>(
      (next, interceptor) => async (ctx, req) => run(ctx, interceptor, ctx, req, info, next),
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
 */
export function chainStreamServer(...interceptors: StreamServerInterceptor[]): StreamServerInterceptor {
  return (srv, stream, info, handler) => {
    const call = async (i: number, srv: unknown, stream: ServerStream): Promise<void> => {
      const interceptor = interceptors[i];
      if (interceptor === undefined) return run(stream.context, handler, srv, stream);
      const next: StreamHandler = async (srv, passed) => call(i + 1, srv, passedOn(passed, stream));
      return run(stream.context, interceptor, srv, stream, info, next);
    };
    return call(0, srv, stream);
  };
}
