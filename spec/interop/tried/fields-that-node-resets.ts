import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Field } from '../../bad-input/frames';
import { RawClient, requestFields } from '../../bad-input/raw-client';

// What was tried for the rows of docs/parity.md on fields of a request that Node resets: a server of node:http2 alone, with each
// option that might help, is sent each field as it is. It prints whether a listener is called, and the code of the reset.
// npx ts-node spec/interop/tried/fields-that-node-resets.ts

const fields: readonly Field[] = [
  ['k', 'v'],
  ['connection', 'close'],
  ['keep-alive', 'timeout=5'],
  ['proxy-connection', 'keep-alive'],
  ['transfer-encoding', 'chunked'],
  ['upgrade', 'h2c'],
  ['content-length', '3'],
  ['host', ''],
  ['te', 'gzip'],
  [':authority', ''],
  ['K', 'upper case'],
];

const options = {
  none: {},
  'strictFieldWhitespaceValidation: false': { strictFieldWhitespaceValidation: false },
  'strictSingleValueFields: false': { strictSingleValueFields: false },
  'unknownProtocolTimeout: 0': { unknownProtocolTimeout: 0 },
};

async function tried(chosen: object, field: Field): Promise<string> {
  let heard = false;
  const server = createServer(chosen);
  server.on('sessionError', () => {});
  server.on('stream', (stream) => {
    heard = true;
    stream.on('error', () => {});
    stream.respond({ 'grpc-status': '0' }, { endStream: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = await RawClient.to((server.address() as AddressInfo).port);
  const { reset, status } = await client.request(requestFields('unary', [field]));
  client.close();
  server.close();
  return `${heard ? 'heard' : 'not heard'}, ${status === undefined ? `reset with ${reset}` : 'answered'}`;
}

async function main(): Promise<void> {
  console.log(`node ${process.version}`);
  for (const [name, chosen] of Object.entries(options)) {
    for (const field of fields) console.log(`${name}: ${field.join(': ')} -> ${await tried(chosen, field)}`);
  }
}

void main();
