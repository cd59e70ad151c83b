// Demonstrates how to supply an OAuth2 token for every RPC.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import {
  newClient,
  newClientConn,
  type StubClient,
  withPerRPCCredentials,
  withTransportCredentials,
} from 'mdctx/stub';
import { data } from '../data';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';
import { tokenSource } from '../token-source';

const { addr } = flags({ addr: 'localhost:50051' });

async function callUnaryEcho(client: StubClient<typeof EchoDefinition>, message: string): Promise<void> {
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const resp = await client.unaryEcho(ctx, { message });
    console.log('UnaryEcho: ', resp.message);
  } finally {
    cancel();
  }
}

async function main(): Promise<void> {
  // Set up the credentials for the connection.
  const perRPC = tokenSource(fetchToken());
  const creds = credentials.createSsl(data('x509/ca_cert.pem'));
  const opts = [
    // In addition to this option of the client, callers may also use the call option PerRPCCredentials with the RPC
    // invocation itself.
    withPerRPCCredentials(perRPC),
    // tokenSource requires the configuration of transport credentials.
    withTransportCredentials(creds, 'x.test.example.com'),
  ];

  using conn = newClientConn(addr, ...opts);
  const rgc = newClient(EchoDefinition, conn);

  await callUnaryEcho(rgc, 'hello world');
}

/** Simulates a token lookup and omits the details of proper token acquisition. */
function fetchToken(): string {
  return 'some-secret-token';
}

run(main);
