// Demonstrates how to enforce keepalive settings and manage idle connections to maintain active client connections.
import type { Context } from 'mdctx';
import {
  type KeepaliveEnforcement,
  KeepaliveEnforcementPolicy,
  KeepaliveParams,
  type KeepaliveServerParameters,
  newServer,
  register,
  unimplemented,
} from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50052' });

const kaep: KeepaliveEnforcement = {
  minTime: 5000, // If a client pings more than once every 5 seconds, terminate the connection
  permitWithoutStream: true, // Allow pings even when there are no active streams
};

const kasp: KeepaliveServerParameters = {
  maxConnectionIdle: 15_000, // If a client is idle for 15 seconds, send a GOAWAY
  maxConnectionAge: 30_000, // If any connection is alive for more than 30 seconds, send a GOAWAY
  maxConnectionAgeGrace: 5000, // Allow 5 seconds for pending RPCs to complete before forcibly closing connections
  time: 5000, // Ping the client if it is idle for 5 seconds to ensure the connection is still active
  timeout: 1000, // Wait 1 second for the ping ack before assuming the connection is dead
};

/** Implements the handlers of Echo. */
class Server extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    return { message };
  }
}

async function main(): Promise<void> {
  const address = `:${port}`;
  const s = newServer(KeepaliveEnforcementPolicy(kaep), KeepaliveParams(kasp));
  register(s, EchoDefinition, new Server());

  await s.serve(address);
}

run(main);
