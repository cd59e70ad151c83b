// Demonstrates how to use custom name resolvers to resolve server backend addresses.
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
  withTransportCredentials,
} from 'mdctx/stub';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

const exampleScheme = 'example';
const exampleServiceName = 'resolver.example.grpc.io';

const backendAddr = process.env.ADDR ?? 'localhost:50051';

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
  for (let i = 0; i < n; i++) await callUnaryEcho(hwc, 'this is examples/name_resolving');
}

async function main(): Promise<void> {
  using passthroughConn = newClientConn(
    `passthrough:///${backendAddr}`, // Dial to "passthrough:///localhost:50051"
    withTransportCredentials(credentials.createInsecure()),
  );

  console.log(`--- calling helloworld.Greeter/SayHello to "passthrough:///${backendAddr}"`);
  await makeRPCs(passthroughConn, 10);

  console.log();

  using exampleConn = newClientConn(
    `${exampleScheme}:///${exampleServiceName}`, // Dial to "example:///resolver.example.grpc.io"
    withTransportCredentials(credentials.createInsecure()),
  );

  console.log(`--- calling helloworld.Greeter/SayHello to "${exampleScheme}:///${exampleServiceName}"`);
  await makeRPCs(exampleConn, 10);
}

// Following is an example name resolver. It includes a builder and a resolver.
//
// A builder is registered for a scheme (in this example, "example" is the scheme). When a connection is created for this scheme,
// the builder will be picked to build a resolver. Note that a new resolver is built for each connection. The resolver will watch
// the updates for the target, and send updates to the connection.

class ExampleResolverBuilder implements ResolverBuilder {
  readonly scheme = exampleScheme;

  build(target: Target, cc: ResolverClientConn): Resolver {
    const r = new ExampleResolver(target, cc);
    r.start();
    return r;
  }
}

class ExampleResolver implements Resolver {
  private readonly addrsStore = new Map([[exampleServiceName, [backendAddr]]]);

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

// Register the example builder. In Go this is usually done in a package's init() function.
registerResolver(new ExampleResolverBuilder());

run(main);
