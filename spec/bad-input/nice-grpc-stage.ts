import {
  type CallContext,
  ClientError,
  createChannel,
  Metadata,
  type ServiceImplementation,
  Status,
} from 'nice-grpc';
import type { MD } from '../../lib/metadata';
import { createClient, createServer } from '../../lib/nice-grpc';
import { Echo, type Kind, type Message } from '../support/echo';
import { each, Queue } from '../support/queue';
import type { Calling, Fields, Handlers, Held, Own, StageClient, StageServer } from './stage';

/** Serves the echo service with nice-grpc. */
export async function niceServer(handlers: Handlers): Promise<StageServer> {
  const server = createServer();
  server.add(Echo, implementation(handlers));
  const port = await server.listen('127.0.0.1:0');
  return { port, stop: () => server.forceShutdown() };
}

function implementation(handlers: Handlers): ServiceImplementation<typeof Echo> {
  return {
    async unary(_request, context) {
      await handlers.play(ownOf(context));
      return handlers.answer();
    },
    async clientStream(requests, context) {
      for await (const _ of requests);
      await handlers.play(ownOf(context));
      return handlers.answer();
    },
    async *serverStream(_request, context) {
      await handlers.play(ownOf(context));
      yield handlers.answer();
    },
    async *bidi(requests, context) {
      let played: Promise<void> | undefined;
      for await (const request of requests) {
        played ??= handlers.play(ownOf(context), request);
        await played;
        yield handlers.answer();
      }
    },
  };
}

function ownOf(context: CallContext): Own {
  return {
    header(fields) {
      fill(context.header, fields);
      context.sendHeader();
    },
    trailer: (fields) => fill(context.trailer, fields),
  };
}

/** Gives `metadata` the values of each key. nice-grpc joins those of one key, unless they are bytes. */
function fill(metadata: Metadata, fields: Fields): Metadata {
  for (const [key, value] of fields) metadata.append<string>(key, value);
  return metadata;
}

/** Calls the echo service with nice-grpc. */
export function niceClient(port: number): StageClient {
  const channel = createChannel(`127.0.0.1:${port}`);
  const client = createClient(Echo, channel);

  async function call(kind: Kind, { ctx, own = [] }: Calling, header: MD, trailer: MD) {
    const messages: Message[] = [];
    const options = { ctx, header, trailer, metadata: fill(Metadata(), own) };
    const start = {
      unary: async () => messages.push(await client.unary({}, options)),
      clientStream: async () => messages.push(await client.clientStream(each<Message>({}), options)),
      serverStream: () => collect(client.serverStream({}, options), messages),
      bidi: () => collect(client.bidi(each<Message>({}), options), messages),
    };
    try {
      await start[kind]();
      return { code: Status.OK, details: '', messages };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return { code: error.code, details: error.details, messages };
    }
  }

  function hold(): Held {
    const asked = new Queue<Message>();
    const responses = client.bidi(asked)[Symbol.asyncIterator]();
    return {
      async echo() {
        asked.push({ hold: true });
        return (await responses.next()).value?.from;
      },
      end: () => asked.close(),
    };
  }

  return { call, hold, close: () => channel.close() };
}

async function collect(responses: AsyncIterable<Message>, into: Message[]): Promise<void> {
  for await (const response of responses) into.push(response);
}
