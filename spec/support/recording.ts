import { connect, createServer } from 'node:net';

/** A relay that counts the bytes that clients send. */
export interface Recording {
  readonly port: number;
  /** Returns how many bytes came since it was asked last. */
  bytes(): number;
  close(): void;
}

/** Returns a relay to `port`. */
export async function recording(port: number): Promise<Recording> {
  let count = 0;
  const sockets: Array<{ destroy(): unknown }> = [];
  const server = createServer((near) => {
    const far = connect(port, 'localhost');
    for (const socket of [near, far]) socket.on('error', () => {}); // it was closed
    sockets.push(near, far);
    near.on('data', (chunk) => {
      count += chunk.length;
    });
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    bytes() {
      const sent = count;
      count = 0;
      return sent;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
