// Demonstrates how to cancel in-flight RPCs by canceling the context passed to the RPC.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { Canceled, type Code, nameOf, OK } from 'mdctx/codes';
import { convert } from 'mdctx/status';
import { type BidiStreamingClient, newClient, newClientConn, withTransportCredentials } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { addr } = flags({ addr: 'localhost:50051' });

type EchoStream = BidiStreamingClient<EchoRequest, EchoResponse>;

function sendMessage(stream: EchoStream, message: string): Promise<void> {
  console.log(`sending message ${JSON.stringify(message)}`);
  return stream.send({ message });
}

async function recvMessage(stream: EchoStream, wantErrCode: Code): Promise<void> {
  const [res, err] = await stream.recv().then(
    (res) => [res, undefined] as const,
    (err) => [undefined, convert(err)] as const,
  );
  if ((err?.code ?? OK) !== wantErrCode) {
    throw new Error(`stream.recv() = ${res?.message}, ${err}; want _, ${nameOf(wantErrCode)}`);
  }
  if (err !== undefined) {
    console.log(`stream.Recv() returned expected error ${err}`);
    return;
  }
  console.log(`received message ${JSON.stringify(res?.message)}`);
}

async function main(): Promise<void> {
  // Set up a connection to the server.
  using conn = newClientConn(addr, withTransportCredentials(credentials.createInsecure()));

  const c = newClient(EchoDefinition, conn);

  // Initiate the stream with a context that supports cancellation.
  const [ctx, cancel] = withTimeout(background(), 10_000);
  const stream = await c.bidirectionalStreamingEcho(ctx);

  // Send some test messages.
  await sendMessage(stream, 'hello');
  await sendMessage(stream, 'world');

  // Ensure the RPC is working.
  await recvMessage(stream, OK);
  await recvMessage(stream, OK);

  console.log('cancelling context');
  cancel();

  // This send may or may not reject, depending on whether the monitored context detects cancellation before the call is made.
  void sendMessage(stream, 'closed');

  // This recv should never succeed.
  await recvMessage(stream, Canceled);
}

run(main);
