import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as timeout } from 'node:timers/promises';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withContexts } from '../../../lib/connect';
import { sendHeader, setHeader } from '../../../lib/grpc';
import { Pairs } from '../../../lib/metadata';
import { ConnectEcho, textOf } from '../../support/connect-echo';

// What was tried of the rows that docs/parity.md has for Connect: `npx ts-node spec/interop/tried/connect-gaps.ts`.

const events: string[] = [];

const handler = connectNodeAdapter(
  withContexts({
    routes: (router) => {
      router.service(ConnectEcho, {
        async unary() {
          sendHeader(Pairs('h', 'early'));
          await timeout(200);
          events.push('the handler returns');
          return textOf({});
        },
        async clientStream() {
          throw new ConnectError('no tea', Code.NotFound);
        },
      });
    },
  }),
);

/** Makes one call with this content type, and returns what came of its header, in order. */
async function called(port: number, path: string, contentType: string): Promise<string> {
  events.length = 0;
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const headers = { ':method': 'POST', ':path': path, 'content-type': contentType, te: 'trailers' };
  const stream = session.request(headers);
  stream.on('response', (_headers, flags) => events.push(`the header comes, with the flags ${flags}`));
  stream.on('trailers', (trailers) => events.push(`trailers come: grpc-status ${trailers['grpc-status']}`));
  stream.resume().end(contentType === 'application/proto' ? undefined : Buffer.alloc(5));
  await new Promise((resolve) => stream.on('close', resolve));
  session.close();
  return events.join('; ');
}

async function main(): Promise<void> {
  const server = http2.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  // Over Connect's own protocol the HTTP status tells how a unary call ended, so no header can leave before the end.
  console.log('early header, gRPC:   ', await called(port, '/test.Echo/Unary', 'application/grpc+proto'));
  console.log('early header, Connect:', await called(port, '/test.Echo/Unary', 'application/proto'));

  // Connect's adapter ends a response by `end`, after `writeHead`: no header of it has END_STREAM, which is the flag 1.
  console.log(
    'an error, gRPC:       ',
    await called(port, '/test.Echo/ClientStream', 'application/grpc+proto'),
  );
  server.close();

  // The transport in memory copies header and trailer into new `Headers`, which join.
  const { routes } = withContexts({
    routes: (router) => {
      router.rpc(ConnectEcho.method.unary, () => {
        setHeader(Pairs('h', '1', 'h', '2'));
        return textOf({});
      });
    },
  });
  const client = createClient(ConnectEcho, createRouterTransport(routes));
  await client.unary({}, { onHeader: (header) => console.log('a list, in memory:    ', header.get('h')) });
}

void main();
