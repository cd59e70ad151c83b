import { once } from 'node:events';
import { constants, createServer, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { headerFrames } from '../../bad-input/frames';
import { requestFields } from '../../bad-input/raw-client';
import { clientPreface } from '../../fuzz/raw-frames';

// What was tried for the row of docs/parity.md on a server that stops in order: grpc-go announces its GOAWAY by one that names the
// greatest of all streams, and takes streams until its client must have seen that. A server of node:http2 does the first, and is
// sent a request then. It prints how many requests were heard.
// npx ts-node spec/interop/tried/goaway-in-two-steps.ts

const everyStream = 2 ** 31 - 1;
const endStream = 1;
const within = 500; // ms, in which a request is heard that is not ignored

async function main(): Promise<void> {
  let heard = 0;
  const server = createServer().on('stream', (stream) => {
    heard++;
    stream.respond({ 'grpc-status': '0' }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = new Promise<ServerHttp2Session>((resolve) => server.once('session', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(clientPreface);
  client.write(headerFrames(requestFields('unary', []), endStream, 1));
  await once(server, 'stream');
  (await accepted).goaway(constants.NGHTTP2_NO_ERROR, everyStream);
  client.write(headerFrames(requestFields('unary', []), endStream, 3));
  await Promise.race([once(server, 'stream'), new Promise((resolve) => setTimeout(resolve, within))]);
  console.log(`node ${process.version}: ${heard} of 2 requests were heard`);
  client.destroy();
  server.close();
}

void main();
