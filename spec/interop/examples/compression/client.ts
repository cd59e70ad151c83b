// Demonstrates how to specify compression options when performing RPCs.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { newClient, newClientConn, UseCompressor, withTransportCredentials } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

const { addr } = flags({ addr: 'localhost:50051' });

async function main(): Promise<void> {
  // Set up a connection to the server.
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));

  const c = newClient(EchoDefinition, conn);

  // Send the RPC compressed. If all RPCs on a client should be sent this way, use the option
  // withDefaultCallOptions(UseCompressor('gzip')).
  const msg = 'compress';
  const [ctx, cancel] = withTimeout(background(), 10_000);
  try {
    const res = await c.unaryEcho(ctx, { message: msg }, UseCompressor('gzip'));
    console.log(`UnaryEcho call returned ${JSON.stringify(res.message)}, <nil>`);
    if (res.message !== msg) throw new Error(`Message=${res.message}; want Message=${msg}`);
  } finally {
    cancel();
  }
}

run(main);
