import {
  Client,
  credentials,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { statusOf } from '../../lib/grpc';
import { clientInterceptor, serverInterceptor } from '../../lib/grpc-js';
import type { MD } from '../../lib/metadata';
import { Echo, type Kind, type Message } from '../support/echo';
import type { Calling, Fields, Handlers, Held, Own, StageClient, StageServer } from './stage';

type Answer = Parameters<handleUnaryCall<Message, Message>>[1];

/** Serves the echo service with grpc-js. */
export async function grpcJsServer(handlers: Handlers): Promise<StageServer> {
  const server = new Server({ interceptors: [serverInterceptor()] });
  server.addService(
    { ...Echo },
    {
      unary: (call: Sending, answer: Answer) => single(handlers, call, answer),
      clientStream: (call: ServerReadableStream<Message, Message>, answer: Answer) => {
        call.resume().on('end', () => single(handlers, call, answer));
      },
      serverStream: (call: ServerWritableStream<Message, Message>) => {
        const trailer = new Metadata();
        handlers.play(ownOf(call, trailer)).then(
          () => {
            call.write(handlers.answer());
            call.end(trailer);
          },
          (error) => call.emit('error', asStatus(error)),
        );
      },
      bidi: (call: ServerDuplexStream<Message, Message>) => echo(handlers, call),
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

/** A call whose header can be sent. */
interface Sending {
  sendMetadata(metadata: Metadata): void;
}

function single(handlers: Handlers, call: Sending, answer: Answer): void {
  const trailer = new Metadata();
  handlers.play(ownOf(call, trailer)).then(
    () => answer(null, handlers.answer(), trailer),
    (error) => answer(asStatus(error)),
  );
}

function echo(handlers: Handlers, call: ServerDuplexStream<Message, Message>): void {
  const trailer = new Metadata();
  let played: Promise<void> | undefined;
  const fail = (error: unknown) => call.emit('error', asStatus(error));
  call.on('data', (message: Message) => {
    played ??= handlers.play(ownOf(call, trailer), message);
    played.then(() => call.write(handlers.answer()), fail);
  });
  call.on('end', () =>
    played?.then(
      () => call.end(trailer),
      () => {},
    ),
  );
}

function ownOf(call: Sending, trailer: Metadata): Own {
  return {
    header: (fields) => call.sendMetadata(metadataOf(fields)),
    trailer: (fields) => trailer.merge(metadataOf(fields)),
  };
}

/** Returns the error as grpc-js takes it, with the status that the library finds in it. */
function asStatus(error: unknown): Error {
  const status = statusOf(error);
  if (status === undefined) return error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(status.details), { code: status.code, details: status.details });
}

function metadataOf(fields: Fields): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of fields) metadata.add(key, value);
  return metadata;
}

/** Calls the echo service with grpc-js. */
export function grpcJsClient(port: number): StageClient {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    interceptors: [clientInterceptor()],
  });
  return {
    call: (kind, calling, header, trailer) => call(client, kind, calling, header, trailer),
    hold: () => hold(client),
    close: () => client.close(),
  };
}

const { unary, serverStream, clientStream, bidi } = Echo;

function call(client: Client, kind: Kind, { ctx, own = [] }: Calling, header: MD, trailer: MD) {
  const messages: Message[] = [];
  const options = { ctx, header, trailer };
  const metadata = metadataOf(own);
  const done = (_: unknown, message?: Message) => message && messages.push(message);
  const start = {
    unary: () =>
      client.makeUnaryRequest(
        unary.path,
        unary.requestSerialize,
        unary.responseDeserialize,
        {},
        metadata,
        options,
        done,
      ),
    clientStream: () => {
      const { path, requestSerialize, responseDeserialize } = clientStream;
      const stream = client.makeClientStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        metadata,
        options,
        done,
      );
      stream.write({});
      stream.end();
      return stream;
    },
    serverStream: () => {
      const { path, requestSerialize, responseDeserialize } = serverStream;
      return client
        .makeServerStreamRequest(path, requestSerialize, responseDeserialize, {}, metadata, options)
        .on('data', (message) => messages.push(message));
    },
    bidi: () => {
      const { path, requestSerialize, responseDeserialize } = bidi;
      const stream = client.makeBidiStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        metadata,
        options,
      );
      stream.write({});
      stream.end();
      return stream.on('data', (message) => messages.push(message));
    },
  };
  return new Promise<{ code: number; details: string; messages: Message[] }>((resolve) => {
    start[kind]()
      .on('error', () => {}) // the status says it
      .on('status', ({ code, details }: { code: number; details: string }) =>
        resolve({ code, details, messages }),
      );
  });
}

function hold(client: Client): Held {
  const { path, requestSerialize, responseDeserialize } = bidi;
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  stream.on('error', () => {}); // that of the end; echo() hears of others
  return {
    echo: () =>
      new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.once('data', ({ from }) => {
          stream.off('error', reject);
          resolve(from);
        });
        stream.write({ hold: true });
      }),
    end: () => stream.end(),
  };
}
