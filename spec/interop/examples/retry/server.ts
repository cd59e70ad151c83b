// Demonstrates to enforce retries on client side.
import type { Context } from 'mdctx';
import { Unavailable } from 'mdctx/codes';
import { errorf } from 'mdctx/status';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50052' });

class FailingServer extends unimplemented(EchoDefinition) {
  private reqCounter = 0;
  private readonly reqModulo = 4;

  /** Fails reqModulo - 1 times with the status code Unavailable, and succeeds on reqModulo times. */
  private maybeFailRequest(): void {
    this.reqCounter++;
    if (this.reqModulo > 0 && this.reqCounter % this.reqModulo === 0) return;
    throw errorf(Unavailable, 'maybeFailRequest: failing it');
  }

  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    try {
      this.maybeFailRequest();
    } catch (err) {
      console.error('request failed count:', this.reqCounter);
      throw err;
    }

    console.error('request succeeded count:', this.reqCounter);
    return { message };
  }
}

async function main(): Promise<void> {
  const address = `:${port}`;
  console.log('listen on address', address);

  // Configure server to pass every fourth RPC; client is configured to make four attempts.
  const s = newServer();
  register(s, EchoDefinition, new FailingServer());
  await s.serve(address);
}

run(main);
