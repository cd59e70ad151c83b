import { createChannel, createServer } from '../../../lib/nice-grpc';
import {
  EOF,
  newClient,
  newServer,
  register,
  type ServiceHandlers,
  type StubClient,
} from '../../../lib/stub';
import { Echo, type Kind, type Message } from '../echo';
import { each, Queue } from '../queue';
import {
  type Calling,
  type CallOptions,
  type ClientSide,
  type Handler,
  type ServerSide,
  unshared,
} from './adapter';
import { channelCredentials, namedLocalhost } from './grpc-js-client';
import { serverCredentials } from './grpc-js-server';

/** Servers whose handlers have the shape that Go generates. */
export const stubServer: ServerSide = {
  name: 'stub',
  async listen(handler, certificate, interceptors) {
    const server = createServer(interceptors);
    register(server, Echo, implementationOf(handler));
    const port = await server.listen('127.0.0.1:0', serverCredentials(certificate));
    return { port, server, stop: () => server.forceShutdown() };
  },
};

/** The same on the stub's own server. */
export const stubOwnServer: ServerSide = {
  name: 'stub, newServer',
  async listen(handler) {
    const server = newServer();
    register(server, Echo, implementationOf(handler));
    return { port: await server.serve('127.0.0.1:0'), server, stop: () => server.stop() };
  },
};

function implementationOf(handler: Handler): ServiceHandlers<typeof Echo> {
  return {
    unary: (_, request) => replied(handler, each(request)),
    serverStream: async (request, stream) => {
      await handler({ requests: each(request), send: (message) => stream.send(message) });
    },
    clientStream: (stream) => replied(handler, stream),
    bidi: async (stream) => {
      await handler({ requests: stream, send: (message) => stream.send(message) });
    },
  };
}

/** Handles a call with one response. */
async function replied(handler: Handler, requests: AsyncIterable<Message>): Promise<Message> {
  let response: Message = {};
  await handler({
    requests,
    send: async (message) => {
      response = message;
    },
  });
  return response;
}

/** Clients of the shape that Go generates. */
export const stubClient: ClientSide = {
  name: 'stub',
  connect(address, certificate, interceptors, own = {}) {
    const options = { ...unshared, ...namedLocalhost, ...own };
    const channel = createChannel(address, channelCredentials(certificate), options);
    const client = newClient(Echo, channel, interceptors);
    return { call: (kind, told) => calling(call(client, kind, told)), close: () => channel.close() };
  },
};

async function* call(
  client: StubClient<typeof Echo>,
  kind: Kind,
  { ctx, request = {}, requests = each(request) }: CallOptions = {},
): AsyncGenerator<Message, void> {
  if (kind === 'unary') return yield await client.unary(ctx, request);
  if (kind === 'serverStream') return yield* await client.serverStream(ctx, request);
  const stream = await client[kind](ctx);
  for await (const message of requests) {
    const ended = await stream.send(message).catch((error) => error);
    if (ended === EOF) break; // what is received tells why
    if (ended !== undefined) throw ended;
  }
  stream.closeSend();
  yield* stream;
}

/** Returns the call that `responses` are of, begun. */
function calling(responses: AsyncIterable<Message>): Calling {
  const read = new Queue<Message>();
  const pump = async () => {
    for await (const message of responses) read.push(message);
  };
  pump().then(
    () => read.close(),
    (error) => read.close(error),
  );
  const reading = read[Symbol.asyncIterator]();
  return { next: async () => (await reading.next()).value ?? undefined };
}
