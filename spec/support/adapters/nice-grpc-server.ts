import type { ServiceImplementation } from 'nice-grpc';
import { createServer } from '../../../lib/nice-grpc';
import { Echo, type Message } from '../echo';
import { each, Queue } from '../queue';
import type { Handler, ServerSide } from './adapter';
import { authority, serverCredentials } from './grpc-js-server';

/** Servers of nice-grpc. */
export const niceGrpcServer: ServerSide = {
  name: 'nice-grpc',
  async listen(handler, certificate, interceptors, host = '127.0.0.1') {
    const server = createServer(interceptors);
    server.add(Echo, implementation(handler));
    const port = await server.listen(`${authority(host)}:0`, serverCredentials(certificate));
    return { port, server, stop: () => server.forceShutdown() };
  },
};

/** Returns `Echo`, handled by `handler`. */
export function implementation(handler: Handler): ServiceImplementation<typeof Echo> {
  return {
    unary: (request) => replied(handler, each(request)),
    serverStream: (request) => yielded(handler, each(request)),
    clientStream: (requests) => replied(handler, requests),
    bidi: (requests) => yielded(handler, requests),
  };
}

/** Handles a call with one response. */
async function replied(handler: Handler, requests: AsyncIterable<Message>): Promise<Message> {
  let response: Message = {};
  const send = async (message: Message) => {
    response = message;
  };
  await handler({ requests, send });
  return response;
}

/** Handles a call with a stream of responses: yields what the handler sends. */
async function* yielded(handler: Handler, requests: AsyncIterable<Message>): AsyncGenerator<Message, void> {
  const sent = new Queue<{ message: Message; taken: () => void }>();
  const send = (message: Message) => new Promise<void>((taken) => sent.push({ message, taken }));
  Promise.resolve({ requests, send })
    .then(handler)
    .then(
      () => sent.close(),
      (error) => sent.close(error),
    );
  for await (const { message, taken } of sent) {
    yield message;
    taken();
  }
}
