// Demonstrates how to configure keepalive pings to maintain connectivity and detect stale connections.
import { credentials } from '@grpc/grpc-js';
import { background, withTimeout } from 'mdctx';
import { done } from 'mdctx/context';
import {
  type KeepaliveClientParameters,
  newClient,
  newClientConn,
  withKeepaliveParams,
  withTransportCredentials,
} from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition } from '../gen/echo';
import { run } from '../main';

const { addr } = flags({ addr: 'localhost:50052' });

const kacp: KeepaliveClientParameters = {
  time: 10_000, // send pings every 10 seconds if there is no activity
  timeout: 1000, // wait 1 second for ping ack before considering the connection dead
  permitWithoutStream: true, // send pings even without active streams
};

async function main(): Promise<void> {
  const insecure = withTransportCredentials(credentials.createInsecure());
  using conn = newClientConn(addr, insecure, withKeepaliveParams(kacp));

  const c = newClient(EchoDefinition, conn);

  const [ctx, cancel] = withTimeout(background(), 3 * 60_000);
  try {
    console.log('Performing unary request');
    const res = await c.unaryEcho(ctx, { message: 'keepalive demo' });
    console.log('RPC response:', `message:${JSON.stringify(res.message)}`);
    setInterval(() => {}, 60_000); // a process of Node ends when nothing is left to be done
    await done(background()); // Block forever; run with NODE_DEBUG=http2 to observe ping frames and GOAWAYs due to idleness.
  } finally {
    cancel();
  }
}

run(main);
