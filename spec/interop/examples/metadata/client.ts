// Demonstrates how to send and receive metadata to and from an RPC.
import { credentials } from '@grpc/grpc-js';
import { background, MD, newOutgoingContext, Pairs } from 'mdctx';
import { sleep } from 'mdctx/context';
import {
  Header,
  newClient,
  newClientConn,
  type StubClient,
  Trailer,
  withTransportCredentials,
} from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';
import { print } from './print';

type EchoClient = StubClient<typeof EchoDefinition>;

const { addr } = flags({ addr: 'localhost:50051' });

const streamingCount = 10;

async function unaryCallWithMetadata(c: EchoClient, message: string): Promise<void> {
  console.log('--- unary ---');
  // Create metadata and context.
  const md = Pairs('timestamp', new Date().toISOString());
  const ctx = newOutgoingContext(background(), md);

  // Make RPC using the context with the metadata.
  const [header, trailer] = [new MD(), new MD()];
  const r = await c.unaryEcho(ctx, { message }, Header(header), Trailer(trailer));

  print('timestamp', 'header', header);
  print('location', 'header', header);
  console.log('response:');
  console.log(` - ${r.message}`);
  print('timestamp', 'trailer', trailer);
}

async function serverStreamingWithMetadata(c: EchoClient, message: string): Promise<void> {
  console.log('--- server streaming ---');
  // Create metadata and context.
  const md = Pairs('timestamp', new Date().toISOString());
  const ctx = newOutgoingContext(background(), md);

  // Make RPC using the context with the metadata.
  const stream = await c.serverStreamingEcho(ctx, { message });

  // Read the header when the header arrives.
  const header = await stream.header();
  // Read metadata from server's header.
  print('timestamp', 'header', header);
  print('location', 'header', header);

  // Read all the responses.
  console.log('response:');
  for await (const r of stream) console.log(` - ${r.message}`);

  // Read the trailer after the RPC is finished.
  const trailer = stream.trailer();
  // Read metadata from server's trailer.
  print('timestamp', 'trailer', trailer);
}

async function clientStreamWithMetadata(c: EchoClient, message: string): Promise<void> {
  console.log('--- client streaming ---');
  // Create metadata and context.
  const md = Pairs('timestamp', new Date().toISOString());
  const ctx = newOutgoingContext(background(), md);

  // Make RPC using the context with the metadata.
  const stream = await c.clientStreamingEcho(ctx);

  // Read the header when the header arrives.
  const header = await stream.header();
  // Read metadata from server's header.
  print('timestamp', 'header', header);
  print('location', 'header', header);

  // Send all requests to the server.
  for (let i = 0; i < streamingCount; i++) await stream.send({ message });

  // Read the response.
  const r = await stream.closeAndRecv();
  console.log('response:');
  console.log(` - ${r.message}\n`);

  // Read the trailer after the RPC is finished.
  const trailer = stream.trailer();
  // Read metadata from server's trailer.
  print('timestamp', 'trailer', trailer);
}

async function bidirectionalWithMetadata(c: EchoClient, message: string): Promise<void> {
  console.log('--- bidirectional ---');
  // Create metadata and context.
  const md = Pairs('timestamp', new Date().toISOString());
  const ctx = newOutgoingContext(background(), md);

  // Make RPC using the context with the metadata.
  const stream = await c.bidirectionalStreamingEcho(ctx);

  const sent = (async () => {
    // Read the header when the header arrives.
    const header = await stream.header();
    // Read metadata from server's header.
    print('timestamp', 'header', header);
    print('location', 'header', header);

    // Send all requests to the server.
    for (let i = 0; i < streamingCount; i++) await stream.send({ message });
    stream.closeSend();
  })();

  // Read all the responses.
  console.log('response:');
  for await (const r of stream) console.log(` - ${r.message}`);
  await sent;

  // Read the trailer after the RPC is finished.
  const trailer = stream.trailer();
  // Read metadata from server's trailer.
  print('timestamp', 'trailer', trailer);
}

const message = 'this is examples/metadata';

async function main(): Promise<void> {
  // Set up a connection to the server.
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));
  const c = newClient(EchoDefinition, conn);

  await unaryCallWithMetadata(c, message);
  await sleep(1000);

  await serverStreamingWithMetadata(c, message);
  await sleep(1000);

  await clientStreamWithMetadata(c, message);
  await sleep(1000);

  await bidirectionalWithMetadata(c, message);
}

run(main);
