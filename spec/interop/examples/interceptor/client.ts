// Demonstrates how to use interceptors to observe or control the behavior of gRPC including logging, authentication, metrics
// collection, etc.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import type { ClientStream, StreamClientInterceptor, UnaryClientInterceptor } from 'mdctx/grpc';
import {
  newClient,
  newClientConn,
  PerRPCCredentials,
  type StubClient,
  withChainStreamInterceptor,
  withChainUnaryInterceptor,
  withTransportCredentials,
} from 'mdctx/stub';
import { data } from '../data';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';
import { tokenSource } from '../token-source';

type EchoClient = StubClient<typeof EchoDefinition>;

const { addr } = flags({ addr: 'localhost:50051' });

const fallbackToken = 'some-secret-token';

// logger is to mock a sophisticated logging system. To simplify the example, we just print out the content.
function logger(text: string): void {
  console.log(`LOG:\t${text}`);
}

// unaryInterceptor is an example unary interceptor.
const unaryInterceptor: UnaryClientInterceptor = async (ctx, method, req, invoker, opts) => {
  const credsConfigured = opts.some(({ kind }) => kind === 'perRPCCredentials');
  if (!credsConfigured) opts = [...opts, PerRPCCredentials(tokenSource(fallbackToken))];
  let err: unknown;
  try {
    return await invoker(ctx, method, req, opts);
  } catch (failure) {
    err = failure;
    throw failure;
  } finally {
    const end = new Date().toISOString();
    logger(`RPC: ${method}, start time: Basic, end time: ${end}, err: ${err ?? '<nil>'}`);
  }
};

// wrappedStream wraps around the embedded stream, and intercepts the recv and send method call.
function newWrappedStream(s: ClientStream): ClientStream {
  return {
    ...s,
    recv() {
      logger(`Receive a message (Type: EchoResponse) at ${new Date().toISOString()}`);
      return s.recv();
    },
    send(m) {
      logger(`Send a message (Type: EchoRequest) at ${new Date().toISOString()}`);
      return s.send(m);
    },
  };
}

// streamInterceptor is an example stream interceptor.
const streamInterceptor: StreamClientInterceptor = async (ctx, desc, method, streamer, opts) => {
  const credsConfigured = opts.some(({ kind }) => kind === 'perRPCCredentials');
  if (!credsConfigured) opts = [...opts, PerRPCCredentials(tokenSource(fallbackToken))];
  const s = await streamer(ctx, desc, method, opts);
  return newWrappedStream(s);
};

async function callUnaryEcho(client: EchoClient, message: string): Promise<void> {
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const resp = await client.unaryEcho(ctx, { message });
    console.log('UnaryEcho: ', resp.message);
  } finally {
    cancel();
  }
}

async function callBidiStreamingEcho(client: EchoClient): Promise<void> {
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const c = await client.bidirectionalStreamingEcho(ctx);
    for (let i = 0; i < 5; i++) await c.send({ message: `Request ${i + 1}` });
    c.closeSend();
    for await (const resp of c) console.log('BidiStreaming Echo: ', resp.message);
  } finally {
    cancel();
  }
}

async function main(): Promise<void> {
  // Create tls based credential.
  const creds = credentials.createSsl(data('x509/ca_cert.pem'));

  // Set up a connection to the server.
  using conn = newClientConn(
    addr,
    withTransportCredentials(creds, 'x.test.example.com'),
    withChainUnaryInterceptor(unaryInterceptor),
    withChainStreamInterceptor(streamInterceptor),
  );

  // Make an echo client and send RPCs.
  const rgc = newClient(EchoDefinition, conn);
  await callUnaryEcho(rgc, 'hello world');
  await callBidiStreamingEcho(rgc);
}

run(main);
