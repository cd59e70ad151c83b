// Demonstrates how to set up a gRPC server that listens on a specified port for name resolution examples.
import type { Context } from 'mdctx';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const addr = process.env.ADDR ?? 'localhost:50051';

class EchoServer extends unimplemented(EchoDefinition) {
  constructor(private readonly addr: string) {
    super();
  }

  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    return { message: `${message} (from ${this.addr})` };
  }
}

async function main(): Promise<void> {
  const s = newServer();
  register(s, EchoDefinition, new EchoServer(addr));
  console.error(`serving on ${addr}`);
  await s.serve(addr);
}

run(main);
