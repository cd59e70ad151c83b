import { connect, createServer, type Socket } from 'node:net';
import { Status } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { kinds } from '../support/echo';
import { clientPreface, oddRequests, oddResponse, serverPreface, unavailable } from './raw-frames';
import type { Fuzzed } from './stage';

async function echo({ requests, send }: Handling): Promise<void> {
  for await (const request of requests) await send(request);
}

/** Raw frames against a server: its other clients notice nothing. */
export function framesToServer({ name, server, client }: Pair): Fuzzed {
  return {
    name: `frames to a server, ${name}`,
    async start() {
      const serving = await server.listen(echo);
      const dialled = client.connect(`127.0.0.1:${serving.port}`);
      return {
        async one(random) {
          await sent(serving.port, Buffer.concat([clientPreface, oddRequests(random)]));
          const { code } = await outcomeOf(dialled.call('unary', { request: { id: 'after' } }));
          return code === Status.OK ? [] : [`a call of another client ended with ${Status[code]}`];
        },
        close() {
          dialled.close();
          serving.stop();
        },
      };
    },
  };
}

/** Sends `bytes`, hears what comes back, and settles when the connection is over or the other side has nothing to say. */
function sent(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answers = 0;
    socket.on('error', () => {}).on('close', () => resolve());
    socket.on('data', () => {
      if (++answers === 2) socket.destroy(); // its settings, and then what it says of the rest
    });
    socket.end(bytes);
  });
}

/**
 * Node 20 alone does not notice that a connection has ended on which the server broke HTTP/2: keepalive does.
 * spec/interop/tried/servers-that-break-http2.ts
 */
const keepalive = /^v20\./.test(process.version)
  ? { 'grpc.keepalive_time_ms': 100, 'grpc.keepalive_timeout_ms': 100 }
  : {};

/** Raw frames to a client: its call ends, with whatever status. */
export function framesToClient({ name, client }: Pair): Fuzzed {
  return {
    name: `frames to a client, ${name}`,
    async start() {
      let answer: (socket: Socket, stream: number) => void = () => {};
      const raw = createServer((socket) => {
        socket.on('error', () => {}).write(serverPreface);
        socket.on('data', (bytes: Buffer) => {
          const stream = streamOf(bytes);
          if (stream !== undefined) answer(socket, stream);
        });
      });
      await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
      const address = raw.address();
      if (address === null || typeof address === 'string') throw new Error('fuzz: a server must have a port');
      return {
        async one(random) {
          let answered = 0;
          answer = (socket, stream) => {
            const first = answered++ === 0; // what is made again ends at once, or it is made without an end
            socket.end(first ? oddResponse(random, stream) : unavailable(stream));
          };
          const dialled = client.connect(`127.0.0.1:${address.port}`, undefined, undefined, keepalive);
          const [ctx, cancel] = withTimeout(background(), 5000);
          const kind = random.of(kinds);
          await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } }));
          const expired = ctx.err() !== undefined;
          cancel();
          dialled.close();
          return expired ? [`a ${kind} call did not end with its connection`] : [];
        },
        close: () => void raw.close(),
      };
    },
  };
}

/** Returns the stream of the first HEADERS frame in `bytes`. */
function streamOf(bytes: Buffer): number | undefined {
  let at = bytes.subarray(0, 3).toString() === 'PRI' ? 24 : 0;
  for (; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    if (bytes.readUInt8(at + 3) === 1) return bytes.readUInt32BE(at + 5);
  }
  return undefined;
}
