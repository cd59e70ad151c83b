import { Client, credentials, Server, type ServerDuplexStream } from '@grpc/grpc-js';
import type { ServerInterceptors } from '../../../lib/grpc';
import { intercept, serverInterceptor } from '../../../lib/grpc-js';
import { bound } from '../../support/adapters/grpc-js-server';
import { Echo, type Message } from '../../support/echo';

type Call = ServerDuplexStream<Message, Message>;

/** Reads the requests by a loop, to their end or to the first one, and answers then. */
const handlers = {
  'that reads them all': async (call: Call) => {
    const ids: unknown[] = [];
    for await (const { id } of call) ids.push(id);
    call.write({ ids });
    call.end();
  },
  'that is left': async (call: Call) => {
    const ids: unknown[] = [];
    for await (const { id } of call) {
      ids.push(id);
      break;
    }
    call.write({ ids });
    call.end();
  },
};
const through: ServerInterceptors = { streamInterceptors: [(srv, ss, _, next) => next(srv, ss)] };

describe.each(Object.entries(handlers))('a loop over the requests of a bidi call %s', (name, handle) => {
  it.each([
    ['without', {}],
    ['with', through],
  ])('leaves it open for the responses, %s interceptors', async (_, interceptors) => {
    const server = new Server({ interceptors: [serverInterceptor()] });
    server.addService({ bidi: Echo.bidi }, intercept({ bidi: Echo.bidi }, { bidi: handle }, interceptors));
    const client = new Client(`127.0.0.1:${await bound(server)}`, credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = Echo.bidi;
    const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, {
      deadline: Date.now() + 5000,
    });
    const received: Message[] = [];
    const status = new Promise<{ code: number }>((resolve) => call.on('status', resolve));
    call.on('error', () => {}).on('data', (message) => received.push(message));
    call.write({ id: 1 });
    call.write({ id: 2 });
    call.end();
    expect((await status).code).toBe(0);
    expect(received).toEqual([{ ids: name === 'that is left' ? [1] : [1, 2] }]);
    client.close();
    server.forceShutdown();
  });
});
