import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as timeout } from 'node:timers/promises';
import { type ChannelOptions, Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { frame, frameTypes, headerFrames } from '../../bad-input/frames';

// What was tried for the row of docs/parity.md on servers that break HTTP/2: grpc-js alone makes two calls, one after the other, to a
// server that answers the first with DATA before HEADERS, at which nghttp2 gives up the connection. It prints how they ended, and
// after how long. Node 20 goes on as if nothing had been, whether the server closes the connection or not; keepalive finds out.
// npx ts-node spec/interop/tried/servers-that-break-http2.ts

const message = Buffer.alloc(5); // an empty one

function answer(stream: number): Buffer {
  const header = headerFrames(
    [
      [':status', '200'],
      ['content-type', 'application/grpc'],
    ],
    0,
    stream,
  );
  return Buffer.concat([
    header,
    frame(frameTypes.data, 0, stream, message),
    headerFrames([['grpc-status', '0']], 1, stream),
  ]);
}

/** Returns the streams of the HEADERS frames in what a client sent at once. */
function streamsOf(bytes: Buffer): number[] {
  const streams: number[] = [];
  let at = bytes.subarray(0, 3).toString() === 'PRI' ? 24 : 0;
  for (; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    if (bytes.readUInt8(at + 3) === frameTypes.headers) streams.push(bytes.readUInt32BE(at + 5));
  }
  return streams;
}

async function tried(closes: boolean, options: ChannelOptions): Promise<string> {
  let isFirst = true;
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {}).write(frame(frameTypes.settings, 0, 0, Buffer.alloc(0)));
    socket.on('data', (bytes: Buffer) => {
      for (const stream of streamsOf(bytes)) {
        socket.write(isFirst ? frame(frameTypes.data, 0, stream, message) : answer(stream));
        if (isFirst && closes) socket.end();
        isFirst = false;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  const first = await call(client);
  await timeout(100); // for grpc-js to hear of a connection that is given up
  const ended = `${first}, then ${await call(client)}`;
  client.close();
  server.close();
  return ended;
}

function call(client: Client): Promise<string> {
  const since = Date.now();
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve) => {
    const done = (error: ServiceError | null) =>
      resolve(`code ${error?.code ?? 0} after ${Math.round((Date.now() - since) / 100) / 10} s`);
    client.makeUnaryRequest('/test.Echo/Unary', same, same, message, { deadline: since + 2000 }, done);
  });
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  const keepalive = { 'grpc.keepalive_time_ms': 200, 'grpc.keepalive_timeout_ms': 200 };
  for (const [name, options] of Object.entries({ 'no keepalive': {}, keepalive })) {
    console.log(`${name}, the server closes -> ${await tried(true, options)}`);
    console.log(`${name}, the server stays -> ${await tried(false, options)}`);
  }
  process.exit();
}

void main();
