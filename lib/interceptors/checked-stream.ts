import type { Context } from '../context';
import type { ServerStream } from '../grpc';
import type { ServerInterceptor } from './in-order';

/** Returns a server interceptor that has each request pass `check`, the one of a unary call and those of a stream. */
export function checkingRequests(check: (ctx: Context, request: unknown) => unknown): ServerInterceptor {
  return {
    async unary(ctx, req, _, handler) {
      await check(ctx, req);
      return handler(ctx, req);
    },
    stream: async (srv, stream, _, handler) => handler(srv, checkedStream(stream, check)),
  };
}

function checkedStream(
  stream: ServerStream,
  check: (ctx: Context, request: unknown) => unknown,
): ServerStream {
  return {
    ...stream,
    async recv() {
      const message = await stream.recv();
      if (message !== undefined) await check(stream.context, message);
      return message;
    },
  };
}
