import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { metadata } from 'mdctx';
import { serverInterceptor } from 'mdctx/grpc-js';

// Prints the values of a repeated key, on a server whose interceptor is made after it was bound, and on one before.

const path = '/docs.Late/Read';
const serialize = (text: string): Buffer => Buffer.from(text);
const deserialize = (bytes: Buffer): string => String(bytes);
const method = { path, requestStream: false, responseStream: false } as const;
const codec = {
  requestSerialize: serialize,
  requestDeserialize: deserialize,
  responseSerialize: serialize,
  responseDeserialize: deserialize,
};

async function valuesSeen(interceptor: ServerInterceptor): Promise<string> {
  const server = new Server({ interceptors: [interceptor] });
  server.addService(
    { read: { ...method, ...codec } },
    {
      read: (_call: unknown, reply: (error: null, text: string) => void) => {
        reply(null, JSON.stringify(metadata.valueFromIncomingContext('k')));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const md = new Metadata();
  for (const value of ['a', 'b']) md.add('k', value);
  const text = await new Promise<string>((resolve) => {
    client.makeUnaryRequest(path, serialize, deserialize, 'k', md, (error, reply) => {
      resolve(reply ?? String(error));
    });
  });
  client.close();
  server.forceShutdown();
  return text;
}

async function main(): Promise<void> {
  let made: ServerInterceptor | undefined;
  const late: ServerInterceptor = (definition, call) => {
    made ??= serverInterceptor();
    return made(definition, call);
  };
  console.log(`after: ${await valuesSeen(late)}`);
  console.log(`before: ${await valuesSeen(serverInterceptor())}`);
}

void main();
