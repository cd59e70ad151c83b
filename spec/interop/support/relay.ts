import { connect, createServer, type Socket } from 'node:net';

/** A TCP relay in front of a server, by which its connections can be dropped without a word. */
export interface Relay {
  readonly port: number;
  /** Destroys the connections. */
  drop(): void;
  stop(): void;
}

/** Starts a relay to the server on `port`. */
export async function relayTo(port: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
  const address = relay.address();
  if (address === null || typeof address === 'string')
    throw new Error('spec/interop: a relay must have a port');
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    drop,
    stop: () => {
      drop();
      relay.close();
    },
  };
}
