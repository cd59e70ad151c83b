import type {
  ClientInterceptors,
  ClientStream,
  ServerInterceptors,
  ServerStream,
  StreamClientInterceptor,
  StreamServerInterceptor,
  UnaryClientInterceptor,
  UnaryServerInterceptor,
} from '../../../lib/grpc';
import { messageOf, textOf } from '../connect-echo';
import type { Message } from '../echo';

// The specs of interceptors look at messages of ../echo; on Connect these are in messages of protobuf's.

const asText = (message: unknown) => (message === undefined ? undefined : textOf(message as Message));
const asMessage = (text: unknown) =>
  text === undefined ? undefined : messageOf(text as Parameters<typeof messageOf>[0]);

const kept = new WeakSet<object>();

/** Returns `interceptors`, which look at no message: nothing is put around them. */
export function asTheyAre<Interceptors extends object>(interceptors: Interceptors): Interceptors {
  kept.add(interceptors);
  return interceptors;
}

/** Returns interceptors like `interceptors`, which see messages of ../echo. */
export function translatedServer({
  unaryInterceptors,
  streamInterceptors,
}: ServerInterceptors): ServerInterceptors {
  const unary =
    (interceptor: UnaryServerInterceptor): UnaryServerInterceptor =>
    async (ctx, req, info, handler) =>
      asText(
        await interceptor(ctx, asMessage(req), info, async (ctx, req) =>
          asMessage(await handler(ctx, asText(req))),
        ),
      );
  const stream =
    (interceptor: StreamServerInterceptor): StreamServerInterceptor =>
    (srv, stream, info, handler) =>
      interceptor(srv, through(stream, asMessage, asText), info, (srv, stream) =>
        handler(srv, through(stream, asText, asMessage)),
      );
  return {
    unaryInterceptors: unaryInterceptors?.map(unary),
    streamInterceptors: streamInterceptors?.map(stream),
  };
}

/** Returns interceptors like `interceptors`, which see messages of ../echo. */
export function translatedClient(interceptors: ClientInterceptors): ClientInterceptors {
  if (kept.has(interceptors)) return interceptors;
  const { unaryInterceptors, streamInterceptors } = interceptors;
  const unary =
    (interceptor: UnaryClientInterceptor): UnaryClientInterceptor =>
    async (ctx, method, req, invoker, opts) =>
      asText(
        await interceptor(
          ctx,
          method,
          asMessage(req),
          async (ctx, method, req, opts) => asMessage(await invoker(ctx, method, asText(req), opts)),
          opts,
        ),
      );
  const stream =
    (interceptor: StreamClientInterceptor): StreamClientInterceptor =>
    async (ctx, desc, method, streamer, opts) =>
      through(
        await interceptor(
          ctx,
          desc,
          method,
          async (ctx, desc, method, opts) =>
            through(await streamer(ctx, desc, method, opts), asMessage, asText),
          opts,
        ),
        asText,
        asMessage,
      );
  return {
    unaryInterceptors: unaryInterceptors?.map(unary),
    streamInterceptors: streamInterceptors?.map(stream),
  };
}

type Convert = (message: unknown) => unknown;

/** Returns a stream like `stream`, whose messages were converted. */
function through<S extends ClientStream | ServerStream>(stream: S, received: Convert, sent: Convert): S {
  return {
    ...stream,
    recv: async () => received(await stream.recv()),
    send: (message: unknown) => stream.send(sent(message)),
  };
}
