import type { EventEmitter } from 'node:events';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Server as GrpcServer, type ServerDuplexStream, type sendUnaryData } from '@grpc/grpc-js';
import { type Context, current } from '../../lib/context';
import type { ServerInterceptors, ServerStream } from '../../lib/grpc';
import { intercept, serverInterceptor } from '../../lib/grpc-js';
import { type ContextExt, createServer, type Server } from '../../lib/nice-grpc';
import { register } from '../../lib/stub';
import { bound } from './adapters/grpc-js-server';
import type { Echo, Message } from './echo';
import { wrong } from './wrong';

// Servers in each shape whose handlers read a stream of requests in each style, and tell what they saw of its end.

type Definition = typeof Echo;

/** What a handler saw of the end of its requests. */
export interface End {
  readonly messages: number;
  /** What reading failed with; `undefined` if the requests ended. */
  readonly error: unknown;
  /** How the context had ended by then. */
  readonly err: Error | undefined;
}

interface Listening {
  readonly port: number;
  stop(): void;
}

/**
 * A server of `definition` in one shape, whose handler reads in one style, and tells what it saw. `onRead` is called when it starts to read,
 * and for each message.
 */
export interface Shape {
  readonly name: string;
  listen(definition: Definition, seen: (end: End) => void, onRead: () => void): Promise<Listening>;
}

/** Calls `read`, and tells what it saw. `onRead` is called when it starts, and for each message. */
export async function watch(
  read: (onMessage: () => void) => Promise<void>,
  seen: (end: End) => void,
  onRead: () => void,
): Promise<void> {
  const ctx: Context = current();
  let messages = 0;
  const count = () => {
    messages++;
    onRead();
  };
  onRead();
  await read(count).then(
    () => seen({ messages, error: undefined, err: ctx.err() }),
    (error) => seen({ messages, error, err: ctx.err() }),
  );
}

export const passing: ServerInterceptors = {
  streamInterceptors: [(srv, stream, _, handler) => handler(srv, { ...stream })],
};

export const iterating = async (requests: AsyncIterable<unknown>, onMessage: () => void) => {
  for await (const _ of requests) onMessage();
};

export const stepping = async (requests: AsyncIterable<unknown>, onMessage: () => void) => {
  const iterator = requests[Symbol.asyncIterator]();
  while (!(await iterator.next()).done) onMessage();
};

function niceGrpc(style: string, read: typeof iterating, interceptors?: ServerInterceptors): Shape {
  return niceShaped(`nice-grpc, ${style}${interceptors ? ', interceptors' : ''}`, read, () =>
    createServer(interceptors),
  );
}

export function niceShaped(name: string, read: typeof iterating, create: () => Server<ContextExt>): Shape {
  return {
    name,
    async listen(definition, seen, onRead) {
      const server = create();
      const handle = (requests: AsyncIterable<Message>) =>
        watch((count) => read(requests, count), seen, onRead);
      server.add(definition, {
        unary: async () => ({}),
        async *serverStream() {},
        async clientStream(requests) {
          await handle(requests);
          return {};
        },
        async *bidi(requests) {
          await handle(requests);
          yield {};
        },
      });
      return { port: await server.listen('127.0.0.1:0'), stop: () => server.forceShutdown() };
    },
  };
}

type Call = ServerDuplexStream<Message, Message>;

const onEvents = (call: EventEmitter, onMessage: () => void) =>
  new Promise<void>((resolve, reject) => {
    call.on('data', onMessage).on('end', resolve).on('error', reject);
  });

const piping = (call: Readable, onMessage: () => void) =>
  pipeline(
    call,
    new Writable({
      objectMode: true,
      write: (_, __, done) => {
        onMessage();
        done();
      },
    }),
  );

function grpcJs(
  style: string,
  read: (call: Call, onMessage: () => void) => Promise<void>,
  interceptors?: ServerInterceptors,
): Shape {
  return {
    name: `grpc-js, ${style}${interceptors ? ', interceptors' : ''}`,
    async listen(definition, seen, onRead) {
      const server = new GrpcServer({ interceptors: [serverInterceptor()] });
      const handle = (call: Call) => watch((count) => read(call, count), seen, onRead);
      const implementation = {
        clientStream: (call: Call, answer: sendUnaryData<Message>) => {
          void handle(call).then(() => answer(null, {}));
        },
        bidi: (call: Call) => {
          void handle(call).then(() => call.end());
        },
      };
      server.addService(definition, wrong(intercept(definition, implementation, interceptors ?? {})));
      return { port: await bound(server), stop: () => server.forceShutdown() };
    },
  };
}

const receiving = async (stream: Pick<ServerStream, 'recv'>, onMessage: () => void) => {
  while ((await stream.recv()) !== undefined) onMessage();
};

const looping = async (stream: AsyncIterable<unknown>, onMessage: () => void) => {
  for await (const _ of stream) onMessage();
};

type Read = (stream: Pick<ServerStream, 'recv'> & AsyncIterable<unknown>, count: () => void) => Promise<void>;

function stub(
  style: string,
  read: Read,
  on: 'nice-grpc' | 'grpc-js' | 'grpc-js alone',
  interceptors?: ServerInterceptors,
): Shape {
  return {
    name: `stub on ${on}, ${style}${interceptors ? ', interceptors' : ''}`,
    async listen(definition, seen, onRead) {
      const handlers = {
        unary: async () => ({}),
        serverStream: async () => {},
        clientStream: async (stream: Parameters<Read>[0]) => {
          await watch((count) => read(stream, count), seen, onRead);
          return {};
        },
        bidi: (stream: Parameters<Read>[0]) => watch((count) => read(stream, count), seen, onRead),
      };
      if (on === 'nice-grpc') {
        const server = createServer(interceptors);
        register(server, definition, handlers);
        return { port: await server.listen('127.0.0.1:0'), stop: () => server.forceShutdown() };
      }
      const server = new GrpcServer(on === 'grpc-js' ? { interceptors: [serverInterceptor()] } : {});
      register(server, definition, handlers);
      return { port: await bound(server), stop: () => server.forceShutdown() };
    },
  };
}

export const shapes: readonly Shape[] = [
  niceGrpc('for await', iterating),
  niceGrpc('next()', stepping),
  niceGrpc('for await', iterating, passing),
  grpcJs('for await', iterating),
  grpcJs('events', onEvents),
  grpcJs('pipe', piping),
  grpcJs('for await', iterating, passing),
  grpcJs('events', onEvents, passing),
  grpcJs('pipe', piping, passing),
  stub('for await', looping, 'nice-grpc'),
  stub('recv', receiving, 'nice-grpc'),
  stub('recv', receiving, 'nice-grpc', passing),
  stub('for await', looping, 'grpc-js'),
  stub('recv', receiving, 'grpc-js'),
  stub('for await', looping, 'grpc-js alone'),
  stub('recv', receiving, 'grpc-js alone'),
];
