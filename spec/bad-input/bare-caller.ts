import http2, { type ClientHttp2Session } from 'node:http2';
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
} from '@grpc/grpc-js';

// What grpc-js alone does with a call whose metadata are the pairs of the first argument: tells how often it tried
// to send the call, over how many connections, how the call ended, and how another call fared meanwhile. It tells
// when the call has ended, or was tried `enough` times.

const enough = 100;
const pairs: [string, string][] = JSON.parse(process.argv[2] ?? '[]');

const tally = { attempts: 0, connections: 0, ended: '', other: 'goes on' };

const { connect } = http2;
Reflect.set(http2, 'connect', (...args: Parameters<typeof connect>): ClientHttp2Session => {
  tally.connections++;
  const session = connect(...args);
  const { request } = session;
  session.request = (headers = {}, ...rest) => {
    if ('x-bad' in headers && ++tally.attempts === enough) process.send?.(tally);
    return request.call(session, headers, ...rest);
  };
  return session;
});

const same = (bytes: Buffer): Buffer => bytes;
const path = '/bare/Echo';
const echo = {
  path,
  requestStream: true,
  responseStream: true,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

const server = new Server();
server.addService(
  { echo },
  {
    echo: (call: ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (bytes) => call.write(bytes)).on('end', () => call.end());
    },
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const other = client.makeBidiStreamRequest(path, same, same, new Metadata());
  other.on('error', (error) => {
    tally.other = error.message;
  });
  other.once('data', () => {
    const metadata = new Metadata();
    metadata.set('x-bad', 'yes');
    for (const [key, value] of pairs) metadata.add(key, value);
    const call = client.makeBidiStreamRequest(path, same, same, metadata);
    call.on('error', () => {}).on('data', () => {});
    call.on('status', ({ code }) => {
      tally.ended = String(code);
      setImmediate(() => process.send?.(tally));
    });
    call.end();
  });
  other.write(Buffer.from('hello'));
});
