import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Status } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import { nestClient } from '../support/adapters/nest-client';
import { outcomeOf } from '../support/adapters/outcome';
import { adapters } from '../support/adapters/pairs';
import { stubClient } from '../support/adapters/stub';
import { kinds } from '../support/echo';

// A server that accepts a connection and says nothing: of itself grpc-js would wait for ever.

let server: Server;
let port: number;
const sockets = new Set<Socket>();

beforeEach(async () => {
  server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const clients = [
  ...adapters.map(({ client }) => [client.name, client.connect] as const),
  [stubClient.name, stubClient.connect] as const,
  [nestClient.name, nestClient.connect] as const,
];

describe.each(clients)('an attempt to connect, %s', (_, connect) => {
  it.each(kinds)('ends after the time that the channel says, and so does a %s call', async (kind) => {
    const dialled = connect(`127.0.0.1:${port}`, undefined, undefined, {
      'grpc.min_reconnect_backoff_ms': 50,
    });
    const { code } = await outcomeOf(dialled.call(kind, { request: { id: 'x' } }));
    expect(Status[code]).toBe('UNAVAILABLE');
    dialled.close();
  });

  it('ends after 20 seconds if it does not say', async () => {
    const set = jest.spyOn(global, 'setTimeout');
    const dialled = connect(`127.0.0.1:${port}`, undefined, undefined, {});
    const [ctx, cancel] = withTimeout(background(), 100);
    await outcomeOf(dialled.call('unary', { ctx, request: { id: 'x' } }));
    expect(set.mock.calls.map(([, ms]) => ms)).toContain(20_000);
    set.mockRestore();
    cancel();
    dialled.close();
  });
});
