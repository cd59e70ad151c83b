import http2 from 'node:http2';
import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';

// What was tried for the rows of docs/parity.md on fields that nobody has set: a server of grpc-js alone is called by a client of
// node:http2. It prints the fields of its header, of its trailer, and of a response without header. Node adds `date` to each response
// unless `sendDate` is false, which grpc-js does not say; grpc-js writes the others before an interceptor or a handler is asked.
// npx ts-node spec/interop/tried/added-fields.ts

const same = (bytes: Buffer): Buffer => bytes;
const method = (path: string) => ({
  path,
  requestStream: false as const,
  responseStream: false as const,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
});

function call(session: http2.ClientHttp2Session, path: string): Promise<string> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    te: 'trailers',
    'content-type': 'application/grpc',
  });
  stream.end(Buffer.alloc(5));
  const seen: string[] = [];
  stream.on('response', (headers) =>
    seen.push(`header ${Object.keys(headers).join(', ')} (${headers['content-type']})`),
  );
  stream.on('trailers', (headers) => seen.push(`trailer ${Object.keys(headers).join(', ')}`));
  stream.resume();
  return new Promise((resolve) => stream.on('close', () => resolve(seen.join('; '))));
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  const server = new Server();
  server.addService(
    { ok: method('/t.T/Ok'), fail: method('/t.T/Fail') },
    {
      ok: (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
        answer(null, Buffer.alloc(0), new Metadata()),
      fail: (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
        answer({ code: 5, details: 'no' }),
    },
  );
  const port = await new Promise<number>((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => resolve(port));
  });
  const session = http2.connect(`http://127.0.0.1:${port}`);
  console.log('a response:', await call(session, '/t.T/Ok'));
  console.log('an error without header:', await call(session, '/t.T/Fail'));
  session.close();
  server.forceShutdown();
}

void main();
