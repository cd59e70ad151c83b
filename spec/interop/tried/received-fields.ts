import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as timeout } from 'node:timers/promises';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import type { Field } from '../../bad-input/frames';
import { RawClient, requestFields } from '../../bad-input/raw-client';
import { good, RawServer } from '../../bad-input/raw-server';

// What was tried for the rows of docs/parity.md on fields that a peer sends and nobody sees: a server of node:http2 alone, with the options
// that might help, is sent each of them as it is, and grpc-js alone is answered others. It prints the raw fields that were told.
// npx ts-node spec/interop/tried/received-fields.ts

const sent: Record<string, readonly Field[]> = {
  'a value of 63 KiB': [['k', '~'.repeat(63 * 1024)]],
  'a value above 64 KiB': [['k', '~'.repeat(66 * 1024)]],
  'outer spaces': [['k', ' v ']],
  'a name with a space': [['a b', 'v']],
  'a name with a colon': [['a:b', 'v']],
};

const options: Record<string, http2.ServerOptions> = {
  none: {},
  'strictFieldWhitespaceValidation: false': { strictFieldWhitespaceValidation: false } as http2.ServerOptions,
  'maxHeaderListPairs, maxHeaderSize': {
    maxHeaderListPairs: 10_000,
    settings: { maxHeaderListSize: 2 ** 24 },
    ...{ maxSessionMemory: 1000 },
  },
};

async function tried(chosen: http2.ServerOptions, fields: readonly Field[]): Promise<string> {
  let seen = 'not heard';
  const server = http2.createServer(chosen).on('sessionError', () => {});
  server.on('stream', (stream: http2.ServerHttp2Stream, _headers: object, _flags: number, raw: unknown) => {
    const own = (Array.isArray(raw) ? raw : []).map(String);
    const at = own.findIndex((text, i) => i % 2 === 0 && fields.some(([name]) => name === text));
    seen = at < 0 ? 'heard without it' : `heard with ${JSON.stringify(own[at + 1]?.slice(0, 9))}`;
    stream.on('error', () => {});
    stream.respond({ 'grpc-status': '0' }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = await RawClient.to((server.address() as AddressInfo).port);
  const answer = client.request(requestFields('unary', fields)).then(({ reset }) => `reset ${reset}`);
  const end = await Promise.race([answer, timeout(500, 'no answer')]);
  const lives = client.lives;
  client.close();
  server.close();
  return `${seen}, ${end}, its connection ${lives ? 'lives' : 'is over'}`;
}

async function answered(header: readonly Field[]): Promise<string> {
  const server = await RawServer.start();
  server.answer = good({ header });
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  const same = (bytes: Buffer): Buffer => bytes;
  const shown = await new Promise((resolve) => {
    const call = client.makeUnaryRequest(
      '/t.T/Call',
      same,
      same,
      Buffer.alloc(0),
      new Metadata(),
      (error) => {
        if (error !== null) resolve(error.message);
      },
    );
    call.on('metadata', (metadata: Metadata) => resolve(JSON.stringify(metadata.toJSON())));
  });
  console.log(
    `  it had sent ${JSON.stringify(server.requests[0]?.filter(([name]) => !name.startsWith(':')))}`,
  );
  client.close();
  server.close();
  return String(shown);
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  for (const [name, chosen] of Object.entries(options)) {
    for (const [what, fields] of Object.entries(sent))
      console.log(`${name}: ${what}: ${await tried(chosen, fields)}`);
  }
  console.log('grpc-js is answered with each of these, and shows');
  for (const field of [
    ['k', 'caf\xe9'],
    ['a!b', 'v'],
    ['k-bin', 'AQ,Ag'],
    ['k', 'plain'],
  ] as const)
    console.log(`${field.join(': ')} -> ${await answered([field])}`);
}

void main();
