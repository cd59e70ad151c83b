// Demonstrates how to spin up multiple server backends to enable client-side load balancing.
import type { Context } from 'mdctx';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const addrs = process.env.ADDRS?.split(',') ?? [':50051', ':50052'];

class EchoServer extends unimplemented(EchoDefinition) {
  constructor(private readonly addr: string) {
    super();
  }

  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    return { message: `${message} (from ${this.addr})` };
  }
}

async function startServer(addr: string): Promise<void> {
  const s = newServer();
  register(s, EchoDefinition, new EchoServer(addr));
  console.error(`serving on ${addr}`);
  await s.serve(addr);
}

async function main(): Promise<void> {
  await Promise.all(addrs.map(startServer));
}

run(main);
