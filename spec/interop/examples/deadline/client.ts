// Demonstrates how to set deadlines for RPCs and how to handle deadline-exceeded errors.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { type Code, DeadlineExceeded, nameOf, OK } from 'mdctx/codes';
import { code } from 'mdctx/status';
import { newClient, newClientConn, type StubClient, withTransportCredentials } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

type EchoClient = StubClient<typeof EchoDefinition>;

const { addr } = flags({ addr: 'localhost:50052' });

async function unaryCall(c: EchoClient, requestID: number, message: string, want: Code): Promise<void> {
  // Creates a context with a one second deadline for the RPC.
  const [ctx, cancel] = withTimeout(background(), 1000);
  const got = await c.unaryEcho(ctx, { message }).then(() => OK, code);
  console.log(`[${requestID}] wanted = ${nameOf(want)}, got = ${nameOf(got)}`);
  cancel();
}

async function streamingCall(c: EchoClient, requestID: number, message: string, want: Code): Promise<void> {
  // Creates a context with a one second deadline for the RPC.
  const [ctx, cancel] = withTimeout(background(), 1000);
  try {
    const stream = await c.bidirectionalStreamingEcho(ctx);
    await stream.send({ message });
    const got = await stream.recv().then(() => OK, code);
    console.log(`[${requestID}] wanted = ${nameOf(want)}, got = ${nameOf(got)}`);
  } catch (err) {
    console.error(`Stream err: ${err}`);
  } finally {
    cancel();
  }
}

async function main(): Promise<void> {
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));

  const c = newClient(EchoDefinition, conn);

  // A successful request
  await unaryCall(c, 1, 'world', OK);
  // Exceeds deadline
  await unaryCall(c, 2, 'delay', DeadlineExceeded);
  // A successful request with propagated deadline
  await unaryCall(c, 3, '[propagate me]world', OK);
  // Exceeds propagated deadline
  await unaryCall(c, 4, '[propagate me][propagate me]world', DeadlineExceeded);
  // Receives a response from the stream successfully.
  await streamingCall(c, 5, '[propagate me]world', OK);
  // Exceeds propagated deadline before receiving a response
  await streamingCall(c, 6, '[propagate me][propagate me]world', DeadlineExceeded);
}

run(main);
