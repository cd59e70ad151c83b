import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { patchRuntime } from '../../lib/grpc-js/internal';

// Servers and connections that were made before the library looks after those of its process. It tells what became of a
// repeated field before and after, and whether a second look changed anything.

const same = (bytes: Buffer): Buffer => bytes;
const method = {
  path: '/late/Unary',
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
} as const;

function serve(): Promise<number> {
  const server = new Server();
  server.addService(
    { method },
    {
      method: (call: { metadata: Metadata }, answer: (error: null, message: Buffer) => void) =>
        answer(null, Buffer.from(JSON.stringify(call.metadata.get('k')))),
    },
  );
  return new Promise((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => resolve(port));
  });
}

function values(client: Client): Promise<unknown> {
  const metadata = new Metadata();
  metadata.add('k', 'v1');
  metadata.add('k', 'v2');
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(method.path, same, same, Buffer.alloc(0), metadata, (error, message) =>
      error ? reject(error) : resolve(JSON.parse(String(message))),
    );
  });
}

/** Returns how a server that is not gRPC's sees a repeated field. */
async function plain(): Promise<unknown> {
  const server = http2.createServer();
  const seen = new Promise((resolve) => {
    server.on('stream', (stream, headers) => {
      stream.respond();
      stream.end();
      resolve(headers.k);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  session.request({ k: ['v1', 'v2'] }).resume();
  const k = await seen;
  session.close();
  server.close();
  return k;
}

async function main(): Promise<void> {
  const port = await serve();
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const before = await values(client);
  patchRuntime();
  const { connect, createServer } = http2;
  patchRuntime();
  const after = await values(client);
  const laterServer = await values(new Client(`127.0.0.1:${await serve()}`, credentials.createInsecure()));
  const once = connect === http2.connect && createServer === http2.createServer;
  process.send?.({ before, after, laterServer, plain: await plain(), once });
}

void main();
