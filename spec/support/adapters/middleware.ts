import { createChannel, createClientFactory, createServer } from 'nice-grpc';
import { clientMiddleware, serverMiddleware } from '../../../lib/nice-grpc/middleware';
import { Echo } from '../echo';
import { type ClientSide, type ServerSide, unshared } from './adapter';
import { channelCredentials, namedLocalhost } from './grpc-js-client';
import { serverCredentials } from './grpc-js-server';
import { dialled } from './nice-grpc-client';
import { implementation } from './nice-grpc-server';

/** Servers of nice-grpc's own, with our middleware. They have no interceptors. */
export const middlewareServer: ServerSide = {
  name: 'nice-grpc/middleware',
  async listen(handler, certificate) {
    const server = createServer().use(serverMiddleware());
    server.add(Echo, implementation(handler));
    const port = await server.listen('127.0.0.1:0', serverCredentials(certificate));
    return { port, server, stop: () => server.forceShutdown() };
  },
};

/** Clients of nice-grpc's own, with our middleware. They have no interceptors. */
export const middlewareClient: ClientSide = {
  name: 'nice-grpc/middleware',
  connect(address, certificate) {
    const options = { ...unshared, ...namedLocalhost };
    const channel = createChannel(address, channelCredentials(certificate), options);
    return dialled(createClientFactory().use(clientMiddleware()).create(Echo, channel), channel);
  },
};
