import { isContext } from '../../lib/context/internal';
import type {
  ClientInterceptors,
  ClientStream,
  ServerInterceptors,
  ServerStream,
  StreamClientInterceptor,
  StreamServerInterceptor,
  UnaryClientInterceptor,
  UnaryServerInterceptor,
} from '../../lib/grpc';

/** What happened, in order. */
export type Events = string[];

/** Returns an interceptor of each type on a server, which notes what goes through it. */
export function serverTrace(name: string, events: Events) {
  const note = (text: string) => void events.push(`${name}: ${text}`);
  const unary: UnaryServerInterceptor = (ctx, req, info, handler) => {
    note(`${info.fullMethod} ${textOf(req)}`);
    return ending(note, handler(ctx, req));
  };
  const stream: StreamServerInterceptor = async (srv, stream, info, handler) => {
    note(`${info.fullMethod} ${info.isClientStream} ${info.isServerStream}`);
    await ending(note, handler(srv, watched(stream, note)));
  };
  return { unary, stream };
}

/** Returns the interceptors of a server of both types, in the order of `all`. */
export function serverInterceptors(...all: ReturnType<typeof serverTrace>[]): ServerInterceptors {
  return { unaryInterceptors: all.map((i) => i.unary), streamInterceptors: all.map((i) => i.stream) };
}

/** Returns an interceptor of each type on a client, which notes what goes through it. */
export function clientTrace(name: string, events: Events) {
  const note = (text: string) => void events.push(`${name}: ${text}`);
  const unary: UnaryClientInterceptor = (ctx, method, req, invoker, opts) => {
    note(`${method} ${textOf(req)}`);
    return ending(note, invoker(ctx, method, req, opts));
  };
  const stream: StreamClientInterceptor = async (ctx, desc, method, streamer, opts) => {
    note(`${method} ${desc.streamName} ${desc.clientStreams} ${desc.serverStreams}`);
    const stream = await streamer(ctx, desc, method, opts);
    const closeSend = () => {
      note('closeSend');
      stream.closeSend();
    };
    return { ...watched(stream, note), closeSend };
  };
  return { unary, stream };
}

/** Returns the interceptors of a client of both types, in the order of `all`. */
export function clientInterceptors(...all: ReturnType<typeof clientTrace>[]): ClientInterceptors {
  return { unaryInterceptors: all.map((i) => i.unary), streamInterceptors: all.map((i) => i.stream) };
}

type Note = (text: string) => void;

function watched<S extends ServerStream | ClientStream>(stream: S, note: Note): S {
  return {
    ...stream,
    async recv() {
      const message = await ending((text) => note(`recv ${text}`), stream.recv());
      return message;
    },
    send(message: unknown) {
      note(`send ${textOf(message)}`);
      return stream.send(message);
    },
  };
}

async function ending<T>(note: Note, result: Promise<T>): Promise<T> {
  try {
    const value = await result;
    note(`returns ${textOf(value)}`);
    return value;
  } catch (error) {
    note(`throws ${error instanceof Error ? error.message : error}`);
    throw error;
  }
}

function textOf(x: unknown): string {
  return isContext(x) ? String(x) : (JSON.stringify(x) ?? 'nothing');
}
