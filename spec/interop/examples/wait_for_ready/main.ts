// An example for "wait for ready". In Go client and server are one program too; SIDE leaves out the other.
import { credentials } from '@grpc/grpc-js';
import { background, type Context, withTimeout } from 'mdctx';
import { DeadlineExceeded, nameOf, OK, Unavailable } from 'mdctx/codes';
import { sleep } from 'mdctx/context';
import { code } from 'mdctx/status';
import {
  newClient,
  newClientConn,
  newServer,
  register,
  unimplemented,
  WaitForReady,
  withTransportCredentials,
} from 'mdctx/stub';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { ADDR: addr = 'localhost:50053', SIDE: side } = process.env;

/** Implements the handlers of Echo. */
class Server extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    return { message };
  }
}

async function serve() {
  const s = newServer();
  register(s, EchoDefinition, new Server());
  await s.serve(addr);
  return s;
}

async function main(): Promise<void> {
  if (side === 'server') {
    await serve();
    return;
  }

  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));

  const c = newClient(EchoDefinition, conn);

  const calls = [
    // "Wait for ready" is not enabled, returns error with code "Unavailable".
    (async () => {
      const [ctx, cancel] = withTimeout(background(), 10_000);
      const got = await c.unaryEcho(ctx, { message: 'Hi!' }).then(() => OK, code);
      console.log(`[1] wanted = ${nameOf(Unavailable)}, got = ${nameOf(got)}`);
      cancel();
    })(),
    // "Wait for ready" is enabled, returns nil error.
    (async () => {
      const [ctx, cancel] = withTimeout(background(), 10_000);
      const got = await c.unaryEcho(ctx, { message: 'Hi!' }, WaitForReady(true)).then(() => OK, code);
      console.log(`[2] wanted = ${nameOf(OK)}, got = ${nameOf(got)}`);
      cancel();
    })(),
    // "Wait for ready" is enabled but exceeds the deadline before server starts listening, returns error with code
    // "DeadlineExceeded".
    (async () => {
      const [ctx, cancel] = withTimeout(background(), 1000);
      const got = await c.unaryEcho(ctx, { message: 'Hi!' }, WaitForReady(true)).then(() => OK, code);
      console.log(`[3] wanted = ${nameOf(DeadlineExceeded)}, got = ${nameOf(got)}`);
      cancel();
    })(),
  ];

  await sleep(2000);
  const s = side === 'client' ? undefined : await serve();

  await Promise.all(calls);
  s?.stop();
}

run(main);
