import http from 'node:http';
import http2, { type Http2Session } from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withContexts } from '../../../lib/connect';
import type { ServerInterceptors } from '../../../lib/grpc';
import type { Certificate } from '../certificate';
import { ConnectEcho, messageOf, messagesOf, textOf } from '../connect-echo';
import { each, Queue } from '../queue';
import type { Handler, ServerSide } from './adapter';
import { translatedServer } from './connect-interceptors';

/** Which HTTP a server or client of Connect's speaks. */
export type HttpVersion = '1.1' | '2';

/** Servers of Connect's, by its adapter for Node. */
export const connectServer = (httpVersion: HttpVersion): ServerSide => ({
  name: 'connect',
  async listen(handler, certificate, interceptors, host = '127.0.0.1') {
    const server = created(httpVersion, certificate, connectNodeAdapter(options(handler, interceptors)));
    const connections = new Set<Socket | Http2Session>();
    server.on('connection', (socket: Socket) => connections.add(socket));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const stop = () => {
      server.close();
      for (const connection of connections) connection.destroy();
    };
    const { port } = server.address() as AddressInfo;
    return { port, server, stop };
  },
});

type Listener = ReturnType<typeof connectNodeAdapter>;

function created(httpVersion: HttpVersion, certificate: Certificate | undefined, listener: Listener) {
  const secured = { ...certificate, ca: certificate?.cert, requestCert: true };
  if (httpVersion === '2')
    return certificate ? http2.createSecureServer(secured, listener) : http2.createServer(listener);
  return certificate ? https.createServer(secured, listener) : http.createServer(listener);
}

function options(handler: Handler, interceptors: ServerInterceptors = {}) {
  return withContexts({
    ...translatedServer(interceptors),
    routes: (router) => {
      router.service(ConnectEcho, {
        unary: (request) => replied(handler, each(messageOf(request))),
        serverStream: (request) => yielded(handler, each(messageOf(request))),
        clientStream: (requests) => replied(handler, messagesOf(requests)),
        bidi: (requests) => yielded(handler, messagesOf(requests)),
        look: (request) => replied(handler, each(messageOf(request))),
      });
    },
  });
}

type Requests = Parameters<Handler>[0]['requests'];

/** Handles a call with one response. */
async function replied(handler: Handler, requests: Requests) {
  let response = {};
  await handler({
    requests,
    send: async (message) => {
      response = message;
    },
  });
  return textOf(response);
}

/** Handles a call with a stream of responses: yields what the handler sends. */
async function* yielded(handler: Handler, requests: Requests) {
  const sent = new Queue<{ message: object; taken: () => void }>();
  let failure: { readonly error: unknown } | undefined;
  const send = (message: object) => new Promise<void>((taken) => sent.push({ message, taken }));
  Promise.resolve({ requests, send })
    .then(handler)
    .then(
      () => sent.close(),
      (error) => {
        failure = { error };
        sent.close();
      },
    );
  for await (const { message, taken } of sent) {
    yield textOf({ ...message });
    taken();
  }
  if (failure !== undefined) throw failure.error;
}
