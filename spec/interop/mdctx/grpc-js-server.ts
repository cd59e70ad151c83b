import {
  type handleUnaryCall,
  Server,
  type ServerDuplexStream,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { intercept, serverInterceptor } from '../../../lib/grpc-js';
import type { Serve } from '../support/script';
import { type Message, testService } from '../support/test-service';
import type { Messages } from './frame';
import { serverInterceptors } from './interceptors';
import { single } from './nice-grpc-server';
import type { Listening } from './party';
import type { Records } from './served';
import { serverCredentials } from './tls';

/** A server of mdctx on grpc-js that plays scripts. */
export async function grpcJsServer(records: Records, serve: Serve): Promise<Listening> {
  const server = new Server({ interceptors: [serverInterceptor()] });
  const definition = { ...testService };
  server.addService(
    definition,
    intercept(definition, implementation(records), serverInterceptors(records, serve)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', serverCredentials(serve.tls), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, stop: async () => server.forceShutdown() };
}

function implementation(records: Records) {
  return {
    emptyCall: unary('EmptyCall', records),
    unaryCall: unary('UnaryCall', records),
    streamingInputCall(call: AsyncIterable<Message>, callback: sendUnaryData<Message>): void {
      records.handle('StreamingInputCall', read(call)).then(
        (body) => callback(null, { body }),
        (error) => callback(error),
      );
    },
    streamingOutputCall(call: ServerWritableStream<Message, Message>): void {
      const io = { ...single(call.request.body), send: writer(call) };
      answer(call, records.handle('StreamingOutputCall', io));
    },
    fullDuplexCall(call: ServerDuplexStream<Message, Message>): void {
      answer(call, records.handle('FullDuplexCall', { ...read(call), send: writer(call) }));
    },
  };
}

function unary(method: string, records: Records): handleUnaryCall<Message, Message> {
  return (call, callback) => {
    records.handle(method, single(call.request.body)).then(
      (body) => callback(null, { body }),
      (error) => callback(error),
    );
  };
}

/** The writing half of a call whose responses are a stream. */
type Writable = ServerWritableStream<Message, Message> | ServerDuplexStream<Message, Message>;

function writer(call: Writable): Messages['send'] {
  return (body) =>
    new Promise((resolve, reject) => {
      call.write({ body }, (error: Error | null | undefined) => (error ? reject(error) : resolve()));
    });
}

function answer(call: Writable, handled: Promise<unknown>): void {
  handled.then(
    () => call.end(),
    (error) => call.emit('error', error),
  );
}

/** The messages of a request stream, read without destroying it at its end as `for await` would. */
function read(call: AsyncIterable<Message> & Partial<NodeJS.EventEmitter>): Messages {
  const iterator =
    'iterator' in call && typeof call.iterator === 'function'
      ? call.iterator({ destroyOnReturn: false })
      : call[Symbol.asyncIterator]();
  return {
    send: async () => {
      throw new Error('io: read/write on closed pipe');
    },
    recv: async () => {
      const next = await iterator.next();
      return next.done ? undefined : next.value.body;
    },
  };
}
