// Implements a client for the Greeter service.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { newClient, newClientConn, withTransportCredentials } from 'mdctx/stub';
import { flags } from '../flag';
import { GreeterDefinition } from '../gen/helloworld';
import { run } from '../main';

const { addr, name } = flags({ addr: 'localhost:50051', name: 'world' });

async function main(): Promise<void> {
  // Set up a connection to the server.
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));
  const c = newClient(GreeterDefinition, conn);

  // Contact the server and print out its response.
  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const r = await c.sayHello(ctx, { name });
    console.error(`Greeting: ${r.message}`);
  } finally {
    cancel();
  }
}

run(main);
