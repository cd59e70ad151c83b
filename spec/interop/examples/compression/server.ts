// Demonstrates how to support compressors for incoming RPCs: in Go the compressor must be imported, here there is nothing to do.
import type { Context } from 'mdctx';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50051' });

class Server extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    console.log(`UnaryEcho called with message ${JSON.stringify(message)}`);
    return { message };
  }
}

async function main(): Promise<void> {
  const s = newServer();
  register(s, EchoDefinition, new Server());
  console.log(`server listening at [::]:${await s.serve(`:${port}`)}`);
}

run(main);
