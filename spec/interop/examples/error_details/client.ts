// Demonstrates how to handle error messages from a gRPC server.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { convert } from 'mdctx/status';
import { newClient, newClientConn, withTransportCredentials } from 'mdctx/stub';
import { QuotaFailure } from 'nice-grpc-error-details';
import { flags } from '../flag';
import { GreeterDefinition } from '../gen/helloworld';
import { run } from '../main';

const { addr } = flags({ addr: 'localhost:50052' });

async function main(): Promise<void> {
  // Set up a connection to the server.
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));
  const c = newClient(GreeterDefinition, conn);

  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const r = await c.sayHello(ctx, { name: 'world' });
    console.error(`Greeting: ${r.message}`);
  } catch (err) {
    const s = convert(err);
    for (const info of s.details(QuotaFailure)) {
      const violations = info.violations.map(
        ({ subject, description }) =>
          `violations:{subject:${JSON.stringify(subject)} description:${JSON.stringify(description)}}`,
      );
      console.error(`Quota failure: ${violations.join(' ')}`);
    }
    process.exitCode = 1;
  } finally {
    cancel();
  }
}

run(main);
