import type { Transport } from '@connectrpc/connect';
import { Http2SessionManager } from '@connectrpc/connect-node';
import {
  type Client,
  createClient,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '../../../lib/connect';
import type { Certificate } from '../certificate';
import { ConnectEcho, messageOf, messagesOf, textOf, textsOf } from '../connect-echo';
import type { Kind, Message } from '../echo';
import { each } from '../queue';
import type { Calling, CallOptions, ClientSide } from './adapter';
import { translatedClient } from './connect-interceptors';
import type { HttpVersion } from './connect-server';

/** The protocols that Connect speaks. */
export type ConnectProtocol = 'grpc' | 'grpc-web' | 'connect';

/** Clients of Connect's. */
export const connectClient = (protocol: ConnectProtocol, httpVersion: HttpVersion): ClientSide => ({
  name: 'connect',
  connect(address, certificate, interceptors) {
    const { transport, close } = transportTo(address, certificate, protocol, httpVersion);
    const client = createClient(ConnectEcho, transport, interceptors && translatedClient(interceptors));
    return { call: (kind, told) => begun(call(client, kind, told)), close };
  },
});

function transportTo(
  address: string,
  certificate: Certificate | undefined,
  protocol: ConnectProtocol,
  httpVersion: HttpVersion,
): { transport: Transport; close(): void } {
  const baseUrl = `${certificate ? 'https' : 'http'}://${address}`;
  const nodeOptions = certificate && { ...certificate, ca: certificate.cert, servername: 'localhost' };
  if (httpVersion === '1.1') {
    const options = { baseUrl, httpVersion, ...(nodeOptions && { nodeOptions }) };
    const create = protocol === 'connect' ? createConnectTransport : createGrpcWebTransport;
    return { transport: create(options), close() {} };
  }
  const sessionManager = new Http2SessionManager(baseUrl, {}, nodeOptions);
  const options = { baseUrl, httpVersion, sessionManager };
  const create = {
    connect: createConnectTransport,
    'grpc-web': createGrpcWebTransport,
    grpc: createGrpcTransport,
  };
  return { transport: create[protocol](options), close: () => sessionManager.abort() };
}

type EchoClient = Client<typeof ConnectEcho>;

function call(client: EchoClient, kind: Kind, told: CallOptions = {}): AsyncIterable<Message> {
  const {
    request = {},
    requests = each(request),
    metadata = {},
    heard = () => {},
    deadline: _,
    ...rest
  } = told;
  const options = {
    ...rest,
    headers: metadata,
    onHeader: () => heard('onHeader'),
    onTrailer: () => heard('onTrailer'),
  };
  switch (kind) {
    case 'unary':
      return only(client.unary(textOf(request), options).then(messageOf));
    case 'clientStream':
      return only(client.clientStream(textsOf(requests), options).then(messageOf));
    case 'serverStream':
      return messagesOf(client.serverStream(textOf(request), options));
    case 'bidi':
      return messagesOf(client.bidi(textsOf(requests), options));
  }
}

/** Returns a stream of one response. */
async function* only(response: Promise<Message>): AsyncGenerator<Message, void> {
  yield await response;
}

/** Begins to read at once. */
function begun(responses: AsyncIterable<Message>): Calling {
  const iterator = responses[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Message>> | undefined = iterator.next();
  first.catch(() => {}); // whoever asks for it is told
  return {
    next: async () => {
      const result = first ?? iterator.next();
      first = undefined;
      const { done, value } = await result;
      return done ? undefined : value;
    },
    leave: async () => {
      await iterator.return?.();
    },
  };
}
