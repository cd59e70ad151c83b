// Demonstrates how to use a single connection for multiple service stubs.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { newClient, newClientConn, type StubClient, withTransportCredentials } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { GreeterDefinition } from '../gen/helloworld';
import { run } from '../main';

const { addr } = flags({ addr: 'localhost:50051' });

// callSayHello calls sayHello on c with the given name, and prints the response.
async function callSayHello(c: StubClient<typeof GreeterDefinition>, name: string): Promise<void> {
  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const r = await c.sayHello(ctx, { name });
    console.log('Greeting: ', r.message);
  } finally {
    cancel();
  }
}

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
  // Set up a connection to the server.
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));

  console.log('--- calling helloworld.Greeter/SayHello ---');
  // Make a greeter client and send an RPC.
  const hwc = newClient(GreeterDefinition, conn);
  await callSayHello(hwc, 'multiplex');

  console.log();
  console.log('--- calling routeguide.RouteGuide/GetFeature ---');
  // Make an echo client with the same connection.
  const rgc = newClient(EchoDefinition, conn);
  await callUnaryEcho(rgc, 'this is examples/multiplex');
}

run(main);
