// Demonstrates how to receive metadata in RPC headers and trailers.
import { credentials } from '@grpc/grpc-js';
import { background, type Context, MD, withTimeout } from 'mdctx';
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

const { addr } = flags({ addr: 'localhost:50051' });

type EchoClient = StubClient<typeof EchoDefinition>;

async function callUnaryEcho(ctx: Context, client: EchoClient): Promise<void> {
  const [header, trailer] = [new MD(), new MD()];
  const resp = await client.unaryEcho(ctx, { message: 'hello world' }, Header(header), Trailer(trailer));
  console.log('UnaryEcho: ', resp.message);
  console.log('Received headers:');
  for (const [k, v] of header) console.log(`${k}: [${v.join(' ')}]`);
  console.log('Received trailers:');
  for (const [k, v] of trailer) console.log(`${k}: [${v.join(' ')}]`);
}

async function callBidiStreamingEcho(ctx: Context, client: EchoClient): Promise<void> {
  const c = await client.bidirectionalStreamingEcho(ctx);
  await c.send({ message: 'hello world' });
  c.closeSend();
  for await (const resp of c) console.log('BidiStreaming Echo: ', resp.message);
  const header = await c.header();
  console.log('Received headers:');
  for (const [k, v] of header ?? []) console.log(`${k}: [${v.join(' ')}]`);
  const trailer = c.trailer();
  console.log('Received tailers:');
  for (const [k, v] of trailer) console.log(`${k}: [${v.join(' ')}]`);
}

async function main(): Promise<void> {
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));

  const ec = newClient(EchoDefinition, conn);

  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    await callUnaryEcho(ctx, ec);
    await callBidiStreamingEcho(ctx, ec);
  } finally {
    cancel();
  }
}

run(main);
