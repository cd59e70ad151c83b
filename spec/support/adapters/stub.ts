import { current, withCancel } from '../../../lib/context';
import type { CallOption } from '../../../lib/grpc';
import { Header, OnFinish, Peer, Trailer } from '../../../lib/grpc';
import { appendToOutgoingContext } from '../../../lib/metadata';
import {
  ChainStreamInterceptor,
  ChainUnaryInterceptor,
  Creds,
  newClient,
  newServer,
  register,
  type StubClient,
  withTransportCredentials,
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
import { authority, serverCredentials } from './grpc-js-server';

/** Servers of the shape that Go generates. */
export const stubServer: ServerSide = {
  name: 'stub',
  async listen(
    handler,
    certificate,
    { unaryInterceptors = [], streamInterceptors = [] } = {},
    host = '127.0.0.1',
  ) {
    const server = newServer(
      Creds(serverCredentials(certificate)),
      ChainUnaryInterceptor(...unaryInterceptors),
      ChainStreamInterceptor(...streamInterceptors),
    );
    register(server, Echo, {
      unary: (_, request) => replied(handler, each(request)),
      serverStream: async (request, stream) => {
        await handler({ requests: each(request), send: (message) => stream.send(message) });
      },
      clientStream: (stream) => replied(handler, stream),
      bidi: async (stream) => {
        await handler({ requests: stream, send: (message) => stream.send(message) });
      },
    });
    return { port: await server.serve(`${authority(host)}:0`), server, stop: () => server.stop() };
  },
};

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
    const client = newClient(
      Echo,
      address,
      withTransportCredentials(channelCredentials(certificate)),
      { channelOptions: { ...unshared, ...namedLocalhost, ...own } },
      interceptors,
    );
    return { call: (kind, told) => calling(call(client, kind, told)), close: () => client[Symbol.dispose]() };
  },
};

async function* call(
  client: StubClient<typeof Echo>,
  kind: Kind,
  told: CallOptions = {},
): AsyncGenerator<Message, void> {
  const { request = {}, requests = each(request), heard = () => {} } = told;
  const [ctx, cancel] = withCancel(contextOf(told));
  const opts = [...optionsOf(told), OnFinish(() => heard('OnFinish'))];
  if (kind === 'unary') return yield await client.unary(ctx, request, ...opts);
  if (kind === 'serverStream') return yield* await client.serverStream(ctx, request, ...opts);
  const stream = await client[kind](ctx, ...opts);
  pump(requests, stream).catch(cancel); // as in Go, where it is for the sender to say that it goes on no more
  if (kind === 'bidi') return yield* stream;
  const response = await stream.recv(); // of a client stream, as `closeAndRecv` does
  if (response !== undefined) yield response;
}

function contextOf({ ctx, metadata = {} }: CallOptions) {
  return appendToOutgoingContext(ctx ?? current(), ...Object.entries(metadata).flat());
}

function optionsOf({ header, trailer, peer }: CallOptions): CallOption[] {
  return [
    ...(header ? [Header(header)] : []),
    ...(trailer ? [Trailer(trailer)] : []),
    ...(peer ? [Peer(peer)] : []),
  ];
}

interface Sending {
  send(message: Message): Promise<void>;
  closeSend(): void;
}

/** Sends `requests`, as far as the call goes: a `send` after its end fails, and receiving tells why. Rejects if they fail. */
async function pump(requests: AsyncIterable<Message>, stream: Sending): Promise<void> {
  for await (const request of requests) {
    const sent = await stream.send(request).then(
      () => true,
      () => false,
    );
    if (!sent) return;
  }
  stream.closeSend();
}

/** Returns the call that `responses` are of, begun. */
function calling(responses: AsyncIterable<Message>): Calling {
  const read = new Queue<Message>();
  const drain = async () => {
    for await (const message of responses) read.push(message);
  };
  drain().then(
    () => read.close(),
    (error) => read.close(error),
  );
  const reading = read[Symbol.asyncIterator]();
  return { next: async () => (await reading.next()).value ?? undefined };
}
