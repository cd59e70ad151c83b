import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as timeout } from 'node:timers/promises';
import { Client, credentials, Metadata } from '@grpc/grpc-js';

// What was tried for the rows of docs/parity.md on fields that are not sent: grpc-js alone, without mdctx, is given each of them, to a
// server of node:http2 alone. It prints how the call ended, how many connections that took, the processor time of 500 ms, and how another
// call of the connection fared meanwhile.
// npx ts-node spec/interop/tried/sent-fields.ts

const within = 500; // ms
const same = (bytes: Buffer): Buffer => bytes;

/** Sets values behind the back of `Metadata`, which would refuse or join some. */
function metadataOf(fields: ReadonlyArray<readonly [string, string]>): Metadata {
  const metadata = new Metadata();
  const values: Map<string, string[]> = Reflect.get(metadata, 'internalRepr');
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  return metadata;
}

const long = (kib: number) => '~'.repeat(kib * 1024); // HPACK makes it no shorter
const many = (count: number) => Array.from({ length: count }, (_, i) => [`k${i}`, 'v'] as const);

const tries: Record<string, ReadonlyArray<readonly [string, string]>> = {
  nothing: [],
  ...Object.fromEntries(
    ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings'].map(
      (name) => [name, [[name, 'x']]],
    ),
  ),
  'two values of authorization': [
    ['authorization', 'a'],
    ['authorization', 'b'],
  ],
  'two values of etag': [
    ['etag', 'a'],
    ['etag', 'b'],
  ],
  'a key __proto__': [['__proto__', 'x']],
  'content-length': [['content-length', '3']],
  '200 fields': many(200),
  'a value of 70 KiB': [['k', long(70)]],
  'three values of 50 KiB': ['a', 'b', 'c'].map((name) => [name, long(50)]),
};

async function tried(fields: ReadonlyArray<readonly [string, string]>): Promise<string> {
  let connections = 0;
  const server = http2.createServer().on('sessionError', () => {});
  server.on('session', () => connections++);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {}).resume();
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    if (Object.hasOwn(headers, '__proto__')) console.log('  the server has seen __proto__');
    if (headers[':path'] === '/t.T/Other') stream.write(Buffer.alloc(5));
    else stream.end(Buffer.alloc(5));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client(
    `127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials.createInsecure(),
  );
  let other = 'goes on';
  const stream = client.makeBidiStreamRequest('/t.T/Other', same, same, new Metadata());
  stream.on('error', (error) => {
    other = error.message;
  });
  await once(stream, 'data');
  const before = process.cpuUsage();
  const ended = new Promise<string>((resolve) => {
    const options = { deadline: Date.now() + within };
    const done = (error: Error | null) => resolve(error === null ? 'OK' : error.message);
    client.makeUnaryRequest('/t.T/Call', same, same, Buffer.alloc(0), metadataOf(fields), options, done);
  });
  const outcome = await Promise.race([ended, timeout(2 * within, 'no end')]);
  const { user, system } = process.cpuUsage(before);
  client.close();
  stream.cancel();
  server.close();
  return `${outcome}; ${connections} connection(s), ${Math.round((user + system) / 1000)} ms of the processor; the other call ${other}`;
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  for (const [name, fields] of Object.entries(tries)) console.log(`${name}: ${await tried(fields)}`);
  process.exit(); // what spins would not
}

void main();
