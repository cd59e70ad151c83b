import type { ContextOptions } from '../../../lib/grpc';
import {
  type Channel,
  type Client,
  createChannel,
  createClientFactory,
  Metadata,
} from '../../../lib/nice-grpc';
import { Echo, type Kind, type Message } from '../echo';
import { each } from '../queue';
import { type Calling, type CallOptions, type ClientSide, type Dialled, unshared } from './adapter';
import { channelCredentials, namedLocalhost } from './grpc-js-client';

/** Clients of nice-grpc. */
export const niceGrpcClient: ClientSide = {
  name: 'nice-grpc',
  connect(address, certificate, interceptors, own = {}) {
    const options = { ...unshared, ...namedLocalhost, ...own };
    const channel = createChannel(address, channelCredentials(certificate), options);
    const client = createClientFactory(interceptors).create(Echo, channel);
    return dialled(client, channel);
  },
};

/** Returns `client`, which has `channel` for itself. */
export function dialled(client: EchoClient, channel: Channel): Dialled {
  return { call: (kind, told) => begun(call(client, kind, told)), close: () => channel.close() };
}

type EchoClient = Client<typeof Echo, ContextOptions>;

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
    metadata: new Metadata(metadata),
    onHeader: () => heard('onHeader'),
    onTrailer: () => heard('onTrailer'),
  };
  switch (kind) {
    case 'unary':
      return only(client.unary(request, options));
    case 'clientStream':
      return only(client.clientStream(requests, options));
    case 'serverStream':
      return client.serverStream(request, options);
    case 'bidi':
      return client.bidi(requests, options);
  }
}

/** Returns a stream of one response. */
async function* only(response: Promise<Message>): AsyncGenerator<Message, void> {
  yield await response;
}

/** Begins to read at once, as nice-grpc makes the call of a stream with the first read. */
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
    leave: () => void iterator.return?.().catch(() => {}),
  };
}
