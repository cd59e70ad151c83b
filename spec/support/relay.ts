import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands between a client and a server, and can drop what it connects. */
export interface Relay {
  readonly port: number;
  /** Drops the connections, and takes no more. */
  drop(): void;
}

/** Returns a relay to `port`. */
export async function relayTo(port: number): Promise<Relay> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => {}); // it was dropped
    sockets.push(near, far);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, drop };
}
