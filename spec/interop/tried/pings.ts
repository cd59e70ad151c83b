import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as timeout } from 'node:timers/promises';

// What was tried for the row of docs/parity.md on clients that ping too often: a session of a server of node:http2 tells of each ping that
// comes. It prints how many of ten were told.
// npx ts-node spec/interop/tried/pings.ts

async function main(): Promise<void> {
  let told = 0;
  const server = http2.createServer();
  server.on('session', (session) => session.on('ping', () => told++));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'connect');
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => client.ping(Buffer.alloc(8), resolve));
  }
  await timeout(20);
  console.log(`node ${process.version}: ${told} of 10 pings were told`);
  client.close();
  server.close();
}

void main();
