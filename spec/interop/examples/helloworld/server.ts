// Implements a server for the Greeter service.
import type { Context } from 'mdctx';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { flags } from '../flag';
import { GreeterDefinition, type HelloRequest } from '../gen/helloworld';
import { run } from '../main';

const { port } = flags({ port: '50051' });

/** Implements the handlers of Greeter. */
class Server extends unimplemented(GreeterDefinition) {
  async sayHello(_ctx: Context, req: HelloRequest) {
    console.error(`Received: ${req.name}`);
    return { message: `Hello ${req.name}` };
  }
}

async function main(): Promise<void> {
  const s = newServer();
  register(s, GreeterDefinition, new Server());
  const bound = await s.serve(`:${port}`);
  console.error(`server listening at [::]:${bound}`);
}

run(main);
