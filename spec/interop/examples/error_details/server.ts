// Demonstrates how to provide error messages in gRPC responses.
import type { Context } from 'mdctx';
import { ResourceExhausted } from 'mdctx/codes';
import { New } from 'mdctx/status';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { QuotaFailure } from 'nice-grpc-error-details';
import { flags } from '../flag';
import { GreeterDefinition, type HelloReply, type HelloRequest } from '../gen/helloworld';
import { run } from '../main';

const { port } = flags({ port: '50052' });

/** Implements the handlers of Greeter. */
class Server extends unimplemented(GreeterDefinition) {
  private readonly count = new Map<string, number>();

  async sayHello(_ctx: Context, { name }: HelloRequest): Promise<HelloReply> {
    // Track the number of times the user has been greeted.
    const count = (this.count.get(name) ?? 0) + 1;
    this.count.set(name, count);
    if (count > 1) {
      const st = New(ResourceExhausted, 'Request limit exceeded.');
      const violation = { subject: `name:${name}`, description: 'Limit one greeting per person' };
      const ds = st.withDetails([QuotaFailure, { violations: [violation] }]);
      throw ds.err();
    }
    return { message: `Hello ${name}` };
  }
}

async function main(): Promise<void> {
  const s = newServer();
  register(s, GreeterDefinition, new Server());
  await s.serve(`:${port}`);
}

run(main);
