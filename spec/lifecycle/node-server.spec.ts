import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Server } from '@grpc/grpc-js';
import { createServer as createNiceServer } from 'nice-grpc';
import { drain } from '../../lib/lifecycle';
import { bound } from '../support/adapters/grpc-js-server';
import { Moment } from '../support/moment';
import { Timed } from './timed';

type Handler = (request: unknown, response: { end(text: string): unknown }) => void;

/** A request that is under way. */
interface Exchange {
  /** Its response, or `undefined` if it was cut off. */
  readonly response: Promise<string | undefined>;
  close(): void;
}

const versions = {
  'HTTP/1': {
    listen: (handler: Handler) => http.createServer(handler),
    get(port: number): Exchange {
      const agent = new http.Agent({ keepAlive: true });
      const response = new Promise<string | undefined>((resolve) => {
        http
          .get({ port, agent }, (incoming) => {
            incoming.setEncoding('utf8').on('data', resolve);
          })
          .on('error', () => resolve(undefined));
      });
      return { response, close: () => agent.destroy() };
    },
  },
  'HTTP/2': {
    listen: (handler: Handler) => http2.createServer(handler),
    get(port: number): Exchange {
      const session = http2.connect(`http://127.0.0.1:${port}`).on('error', () => {});
      const response = new Promise<string | undefined>((resolve) => {
        const stream = session.request({ ':path': '/' });
        stream.setEncoding('utf8').on('data', resolve);
        stream.on('error', () => {}).on('close', () => resolve(undefined));
      });
      return { response, close: () => session.destroy() };
    },
  },
};

describe.each(Object.entries(versions))('drain() of a server of Node with %s', (_, { listen, get }) => {
  it('lets requests end, closes connections that are kept alive, and takes no more', async () => {
    const [entered, leave] = [new Moment(), new Moment()];
    const server = listen(async (_request, response) => {
      entered.come();
      await leave.came;
      response.end('done');
    });
    const draining = drain(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const running = get(port);
    await entered.came;
    const done = draining.start();
    expect(server.listening).toBe(false);
    leave.come();
    expect(await running.response).toBe('done');
    expect(await done).toBe(0);
    running.close();
  });

  it('cuts off what runs after the grace', async () => {
    const timed = new Timed();
    const entered = new Moment();
    const server = listen(() => entered.come());
    const draining = timed.drain(server, { grace: 1000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const running = get((server.address() as AddressInfo).port);
    await entered.came;
    const done = draining.start();
    await timed.passes(1000); // the grace
    await timed.passes(1000); // what a status has to go out
    expect(await running.response).toBeUndefined();
    expect(await done).toBe(1);
    running.close();
  });
});

describe('drain() of a bare server', () => {
  it.each([
    [
      'grpc-js',
      async () => {
        const server = new Server();
        await bound(server);
        return server;
      },
    ],
    [
      'nice-grpc',
      async () => {
        const server = createNiceServer();
        await server.listen('127.0.0.1:0');
        return server;
      },
    ],
    ['grpc-js, before it is bound', async () => new Server()],
    ['nice-grpc, before it listens', async () => createNiceServer()],
  ])('stops it: %s', async (_, serve) => {
    expect(await drain(await serve()).start()).toBe(0);
  });

  it('is over for a server of Node that never listened', async () => {
    expect(await drain(http.createServer()).start()).toBe(0);
  });
});
