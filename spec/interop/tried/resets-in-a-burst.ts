import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as timeout } from 'node:timers/promises';

// What was tried for the row of docs/parity.md on streams that are reset in a burst: a server of node:http2 alone, with and without the two
// options that Node has for it from 22 on, gets 1,100 requests that are reset at once, beside one that goes on. It prints how that one
// fared. Node 20 knows neither option: it ends the connection.
// npx ts-node spec/interop/tried/resets-in-a-burst.ts

const resets = 1_100;

async function tried(options: object): Promise<string> {
  const server = http2.createServer(options).on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {}).resume();
    if (headers[':path'] === '/long')
      setTimeout(() => stream.destroyed || stream.respond({}, { endStream: true }), 500);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let goaway = 'no GOAWAY';
  session
    .on('error', () => {})
    .on('goaway', (code) => {
      goaway = `GOAWAY ${code}`;
    });
  await once(session, 'connect');
  const long = session.request({ ':path': '/long', ':method': 'POST' });
  const answered = new Promise<string>((resolve) => {
    long.on('response', () => resolve('answered')).on('error', ({ message }) => resolve(message));
    long.on('close', () => resolve(`closed with ${long.rstCode}`));
  });
  for (let i = 0; i < resets; i++) {
    const stream = session.request({ ':path': '/short', ':method': 'POST' });
    stream.on('error', () => {});
    setImmediate(() => stream.close(http2.constants.NGHTTP2_CANCEL));
    if (i % 50 === 49) await timeout(1);
  }
  const outcome = await Promise.race([answered, timeout(3000, 'no answer')]);
  session.destroy();
  server.close();
  return `${goaway}; the other call: ${outcome}`;
}

async function main(): Promise<void> {
  console.log(`node ${process.version}, without options: ${await tried({})}`);
  const raised = { streamResetBurst: 10_000, streamResetRate: 1_000 };
  console.log(`node ${process.version}, with both raised: ${await tried(raised)}`);
}

void main();
