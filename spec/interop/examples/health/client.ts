// Demonstrates how to check and observe gRPC server health using the health library.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { sleep } from 'mdctx/context';
import { convert } from 'mdctx/status';
import {
  ManualResolver,
  newClient,
  newClientConn,
  type StubClient,
  withDefaultServiceConfig,
  withResolvers,
  withTransportCredentials,
} from 'mdctx/stub';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

const serviceConfig = `{
  "loadBalancingPolicy": "round_robin",
  "healthCheckConfig": {
    "serviceName": ""
  }
}`;

const addrs = process.env.ADDRS?.split(',') ?? ['localhost:50051', 'localhost:50052'];

async function callUnaryEcho(c: StubClient<typeof EchoDefinition>): Promise<void> {
  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const r = await c.unaryEcho(ctx, {});
    console.log('UnaryEcho: ', r.message);
  } catch (err) {
    console.log('UnaryEcho: _, ', String(convert(err)));
  } finally {
    cancel();
  }
}

async function main(): Promise<void> {
  const r = new ManualResolver('whatever');
  r.initialState({ addresses: addrs.map((addr) => ({ addr })) });

  const address = `${r.scheme}:///unused`;

  const options = [
    withTransportCredentials(credentials.createInsecure()),
    withResolvers(r),
    withDefaultServiceConfig(serviceConfig),
  ];

  using conn = newClientConn(address, ...options);

  const echoClient = newClient(EchoDefinition, conn);

  for (;;) {
    await callUnaryEcho(echoClient);
    await sleep(1000);
  }
}

run(main);
