import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  type sendUnaryData,
} from '@grpc/grpc-js';

// What becomes of the calls of a connection when a server of grpc-js alone answers one of them with a long status.
//
//   npx ts-node spec/interop/tried/long-status.ts

const bytes = (message: Buffer) => message;
const method = (path: string) => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});

type Status = Partial<ServiceError>;

/** Returns how a call of an answered method ended, and another of the same connection. */
async function calls(status: Status): Promise<string> {
  const server = new Server();
  const waiting: Array<() => void> = [];
  server.addService(
    { long: method('/tried.Tried/Long'), other: method('/tried.Tried/Other') },
    {
      long: (_: unknown, answer: sendUnaryData<Buffer>) => {
        answer(status);
        setImmediate(() => waiting.pop()?.());
      },
      other: (_: unknown, answer: sendUnaryData<Buffer>) => {
        waiting.push(() => answer(null, Buffer.of()));
      },
    },
  );
  const port = await new Promise<number>((resolve) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, port) => resolve(port));
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = (name: string) =>
    new Promise<string>((resolve) => {
      const deadline = Date.now() + 3000;
      const path = `/tried.Tried/${name}`;
      client.makeUnaryRequest(path, bytes, bytes, Buffer.of(), new Metadata(), { deadline }, (error) =>
        resolve(error === null ? 'OK' : `${error.code} ${error.details.slice(0, 60)}`),
      );
    });
  const other = call('Other');
  const long = await call('Long');
  const said = `the call: ${long}; another of its connection: ${await other}`;
  client.close();
  server.forceShutdown();
  return said;
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  const details = new Metadata();
  details.set('grpc-status-details-bin', Buffer.alloc(100_000, 1));
  console.log('a text of 8 KiB:', await calls({ code: 5, details: 'x'.repeat(8192) }));
  console.log('a text of 100 KB:', await calls({ code: 5, details: 'x'.repeat(100_000) }));
  console.log('details of 100 KB:', await calls({ code: 5, details: 'x', metadata: details }));
}

void main();
