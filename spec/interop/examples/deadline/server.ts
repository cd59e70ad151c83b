// Demonstrates how to handle RPCs with deadlines and how to propagate deadlines in requests.

import { setTimeout as sleep } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import type { Context } from 'mdctx';
import { InvalidArgument } from 'mdctx/codes';
import { error } from 'mdctx/status';
import {
  type BidiStreamingServer,
  type ClientConn,
  newClient,
  newClientConn,
  newServer,
  register,
  type StubClient,
  unimplemented,
  withTransportCredentials,
} from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const { port } = flags({ port: '50052' });

/** Implements the handlers of Echo. */
class Server extends unimplemented(EchoDefinition) {
  private readonly client: StubClient<typeof EchoDefinition>;
  private readonly cc: ClientConn;

  constructor() {
    super();
    const target = `localhost:${port}`;
    this.cc = newClientConn(target, withTransportCredentials(credentials.createInsecure()));
    this.client = newClient(EchoDefinition, this.cc);
  }

  async unaryEcho(ctx: Context, { message }: EchoRequest): Promise<EchoResponse> {
    if (message.startsWith('[propagate me]')) {
      await sleep(800);
      return this.client.unaryEcho(ctx, { message: message.replace('[propagate me]', '') });
    }

    if (message === 'delay') await sleep(1500);

    return { message };
  }

  async bidirectionalStreamingEcho(stream: BidiStreamingServer<EchoRequest, EchoResponse>): Promise<void> {
    for (;;) {
      const req = await stream.recv();
      if (req === undefined) throw error(InvalidArgument, 'request message not received');

      let { message } = req;
      if (message.startsWith('[propagate me]')) {
        await sleep(800);
        message = message.replace('[propagate me]', '');
        const res = await this.client.unaryEcho(stream.context, { message });
        void stream.send(res);
      }

      if (message === 'delay') await sleep(1500);
      void stream.send({ message });
    }
  }

  close(): void {
    this.cc.close();
  }
}

async function main(): Promise<void> {
  const grpcServer = newServer();
  register(grpcServer, EchoDefinition, new Server());

  await grpcServer.serve(`:${port}`);
}

run(main);
