// Demonstrates how to enable and configure retry policies for gRPC requests.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { newClient, newClientConn, withDefaultServiceConfig, withTransportCredentials } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

const { addr } = flags({ addr: 'localhost:50052' });
// see https://github.com/grpc/grpc/blob/master/doc/service_config.md to know more about service config
const retryPolicy = `{
  "methodConfig": [{
    "name": [{"service": "grpc.examples.echo.Echo"}],
    "retryPolicy": {
      "MaxAttempts": 4,
      "InitialBackoff": ".01s",
      "MaxBackoff": ".01s",
      "BackoffMultiplier": 1.0,
      "RetryableStatusCodes": [ "UNAVAILABLE" ]
    }
  }]}`;

async function main(): Promise<void> {
  // Set up a connection to the server with service config and create the channel.
  // However, the recommended approach is to fetch the retry configuration (which is part of the service config) from the name
  // resolver rather than defining it on the client side.
  const insecure = withTransportCredentials(credentials.createInsecure());
  using conn = newClientConn(addr, insecure, withDefaultServiceConfig(retryPolicy));
  const c = newClient(EchoDefinition, conn);

  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const reply = await c.unaryEcho(ctx, { message: 'Try and Success' });
    console.error(`UnaryEcho reply: message:${JSON.stringify(reply.message)}`);
  } finally {
    cancel();
  }
}

run(main);
