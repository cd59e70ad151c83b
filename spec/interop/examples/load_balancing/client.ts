// Demonstrates how to configure load balancing policies to distribute RPCs across backend servers.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import {
  type ClientConn,
  newClient,
  newClientConn,
  type Resolver,
  type ResolverBuilder,
  type ResolverClientConn,
  registerResolver,
  type StubClient,
  type Target,
  withDefaultServiceConfig,
  withTransportCredentials,
} from 'mdctx/stub';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

const exampleScheme = 'example';
const exampleServiceName = 'lb.example.grpc.io';

const addrs = process.env.ADDRS?.split(',') ?? ['localhost:50051', 'localhost:50052'];

async function callUnaryEcho(c: StubClient<typeof EchoDefinition>, message: string): Promise<void> {
  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const r = await c.unaryEcho(ctx, { message });
    console.log(r.message);
  } finally {
    cancel();
  }
}

async function makeRPCs(cc: ClientConn, n: number): Promise<void> {
  const hwc = newClient(EchoDefinition, cc);
  for (let i = 0; i < n; i++) await callUnaryEcho(hwc, 'this is examples/load_balancing');
}

async function main(): Promise<void> {
  // "pick_first" is the default, so there's no need to set the load balancing policy.
  using pickfirstConn = newClientConn(
    `${exampleScheme}:///${exampleServiceName}`,
    withTransportCredentials(credentials.createInsecure()),
  );

  console.log('--- calling helloworld.Greeter/SayHello with pick_first ---');
  await makeRPCs(pickfirstConn, 10);

  console.log();

  // Make another connection with round_robin policy.
  using roundrobinConn = newClientConn(
    `${exampleScheme}:///${exampleServiceName}`,
    withDefaultServiceConfig('{"loadBalancingConfig": [{"round_robin":{}}]}'), // This sets the initial balancing policy.
    withTransportCredentials(credentials.createInsecure()),
  );

  console.log('--- calling helloworld.Greeter/SayHello with round_robin ---');
  await makeRPCs(roundrobinConn, 10);
}

// Following is an example name resolver implementation. Read the name resolution example to learn more about it.

class ExampleResolverBuilder implements ResolverBuilder {
  readonly scheme = exampleScheme;

  build(target: Target, cc: ResolverClientConn): Resolver {
    const r = new ExampleResolver(target, cc);
    r.start();
    return r;
  }
}

class ExampleResolver implements Resolver {
  private readonly addrsStore = new Map([[exampleServiceName, addrs]]);

  constructor(
    private readonly target: Target,
    private readonly cc: ResolverClientConn,
  ) {}

  start(): void {
    const addrStrs = this.addrsStore.get(this.target.endpoint) ?? [];
    const addresses = addrStrs.map((addr) => ({ addr }));
    this.cc.updateState({ addresses });
  }

  resolveNow(): void {}
  close(): void {}
}

registerResolver(new ExampleResolverBuilder());

run(main);
