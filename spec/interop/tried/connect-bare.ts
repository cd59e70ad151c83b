import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';
import { ConnectEcho, textOf } from '../../support/connect-echo';

// Connect alone, without anything of ours, in the rows that docs/parity.md has for HTTP/1.1, and for what is Connect's own:
// `npx ts-node spec/interop/tried/connect-bare.ts`.

const handler = connectNodeAdapter({
  readMaxBytes: 1000,
  routes: (router) => {
    router.service(ConnectEcho, {
      unary({ json }, context) {
        if (json === 'accident') throw new Error('SECRET');
        if (json === 'long') context.responseTrailer.set('x-long', 'x'.repeat(20_000));
        console.log('cookies, as a handler sees them:  ', context.requestHeader.get('cookie'));
        return textOf({});
      },
      async *bidi() {},
    });
  },
});

/** Sends a request whose authority is none, and returns what came of the server. */
function withoutAuthority(port: number): Promise<string> {
  return new Promise((resolve) => {
    const ended = (error: Error) => resolve(`the process would end: ${error.message}`);
    process.once('uncaughtException', ended);
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /test.Echo/Unary HTTP/1.1\r\nhost: a b\r\ncontent-type: application/proto\r\ncontent-length: 0\r\n\r\n',
      );
    });
    socket.once('data', (answer) => {
      process.off('uncaughtException', ended);
      resolve(String(answer).split('\r\n')[0] ?? '');
    });
  });
}

async function main(): Promise<void> {
  console.error = () => {}; // the adapter tells of accidents
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const nodeOptions = { agent: new http.Agent({ keepAlive: true, maxSockets: 1 }) };
  const client = createClient(
    ConnectEcho,
    createConnectTransport({ baseUrl: `http://127.0.0.1:${port}`, httpVersion: '1.1', nodeOptions }),
  );
  const failure = (call: Promise<unknown>) => call.then(() => 'OK', String);
  const twice: [string, string][] = [
    ['cookie', 'a=1'],
    ['cookie', 'b=2'],
  ];
  await client.unary(textOf({}), { headers: twice });
  console.log('an accident:                      ', await failure(client.unary({ json: 'accident' })));
  console.log('20 KB of trailer:                 ', await failure(client.unary({ json: 'long' })));
  async function* requests() {
    yield textOf({});
  }
  const responses = client.bidi(requests())[Symbol.asyncIterator]();
  console.log('bidi:                             ', await failure(responses.next()));
  console.log(
    'a request that is too large:      ',
    await failure(client.unary({ json: 'x'.repeat(500_000) })),
  );
  const next = failure(client.unary(textOf({}), { timeoutMs: 1000 }));
  console.log('the next call on that connection: ', await next);
  console.log('a request without an authority:   ', await withoutAuthority(port));
  process.exit();
}

void main();
