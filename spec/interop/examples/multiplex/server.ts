// Demonstrates how to use a single server to register and serve multiple services.
import type { Context } from 'mdctx';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { GreeterDefinition, type HelloReply, type HelloRequest } from '../gen/helloworld';
import { run } from '../main';

const { port } = flags({ port: '50051' });

/** Implements the handlers of Greeter. */
class HelloServer extends unimplemented(GreeterDefinition) {
  async sayHello(_ctx: Context, { name }: HelloRequest): Promise<HelloReply> {
    return { message: `Hello ${name}` };
  }
}

class EchoServer extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    return { message };
  }
}

async function main(): Promise<void> {
  const s = newServer();

  // Register Greeter on the server.
  register(s, GreeterDefinition, new HelloServer());

  // Register Echo on the same server.
  register(s, EchoDefinition, new EchoServer());

  console.log(`server listening at [::]:${await s.serve(`:${port}`)}`);
}

run(main);
