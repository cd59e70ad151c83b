import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { ConnectEcho } from '../../support/connect-echo';

// What was tried for the rows of docs/parity.md whose reason is Connect, or Node beneath it: Connect alone, without mdctx.
// npx ts-node spec/interop/tried/connect-alone.ts

let cookies: unknown;

const handler = connectNodeAdapter({
  readMaxBytes: 1000,
  routes: (router) => {
    router.service(ConnectEcho, {
      unary(_request, { requestHeader }) {
        cookies = requestHeader.get('cookie');
        if (requestHeader.has('fail')) throw new Error('a secret');
        return {};
      },
    });
  },
});

async function listening(server: http.Server | http2.Http2Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const told = (call: Promise<unknown>) =>
  call.then(
    () => 'OK',
    (error: unknown) => String(error),
  );

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  const one = http.createServer(handler);
  const baseUrl = `http://127.0.0.1:${await listening(one)}`;
  const client = createClient(ConnectEcho, createConnectTransport({ baseUrl, httpVersion: '1.1' }));

  const headers = new Headers([
    ['cookie', 'a=1'],
    ['cookie', 'b=2'],
  ]);
  console.log('cookies over HTTP/1.1:', await told(client.unary({}, { headers })), JSON.stringify(cookies));
  const bidi = async () => {
    for await (const _ of client.bidi((async function* () {})()));
  };
  console.log('bidi over HTTP/1.1:', await told(bidi()));
  const large = new Headers({ k: 'x'.repeat(20_000) });
  console.log('20,000 bytes of header over HTTP/1.1:', await told(client.unary({}, { headers: large })));
  console.log('an error without a status:', await told(client.unary({}, { headers: { fail: '1' } })));

  const tooLarge = http2.createServer(handler);
  const target = `http://127.0.0.1:${await listening(tooLarge)}`;
  const grpc = createClient(ConnectEcho, createGrpcTransport({ baseUrl: target }));
  console.log(
    'an error without a status, over gRPC:',
    await told(grpc.unary({}, { headers: { fail: '1' } })),
  );

  const body = Buffer.alloc(10_000_000, '"');
  const socket = connect(Number(baseUrl.split(':').at(-1)), '127.0.0.1');
  const head = (length: number) =>
    `POST /${ConnectEcho.typeName}/Unary HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnect-protocol-version: 1\r\ncontent-length: ${length}\r\n\r\n`;
  const answers: string[] = [];
  socket
    .on('data', (chunk) => answers.push(...(String(chunk).match(/HTTP\/1\.1 \d+/g) ?? [])))
    .on('error', () => {});
  socket.write(head(body.length));
  socket.write(body);
  socket.write(`${head(2)}{}`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log(
    'a request that is too large, then one more on its connection:',
    answers.join(', ') || 'no answer',
  );
  socket.destroy();
  one.closeAllConnections();
  one.close();
  tooLarge.close();
  process.exit();
}

process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
void main();
