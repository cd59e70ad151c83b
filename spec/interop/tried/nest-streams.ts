import type { Server } from '@grpc/grpc-js';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, GrpcStreamMethod, Transport } from '@nestjs/microservices';
import { Observable } from 'rxjs';
import { background, withCancel } from '../../../lib/context';
import { type NestGrpcOptions, serverOptions } from '../../../lib/nestjs';
import { grpcJsClient } from '../../support/adapters/grpc-js-client';
import { portOf } from '../../support/adapters/nest-server';
import { Echo, type Message } from '../../support/echo';

// What was tried for the rows of docs/parity.md on streams of Nest: a handler emits 1,000 responses of 64 KiB while its client reads
// one, and gets 1,000 requests while it takes none. It prints how many Nest has taken of each.
// npx ts-node spec/interop/tried/nest-streams.ts

const count = 1000;
const text = 'x'.repeat(64 * 1024);
let emitted = 0;

@Controller()
class EchoController {
  @GrpcMethod('Echo', 'serverStream')
  responses(): Observable<Message> {
    return new Observable((subscriber) => {
      for (; emitted < count; emitted++) subscriber.next({ text });
      subscriber.complete();
    });
  }

  @GrpcStreamMethod('Echo', 'clientStream')
  requests(_: Observable<Message>): Promise<Message> {
    return new Promise(() => {}); // it never subscribes to them
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

async function main(): Promise<void> {
  let server: Server | undefined;
  const options: NestGrpcOptions = serverOptions({
    url: '127.0.0.1:0',
    package: 'test',
    packageDefinition: { 'test.Echo': Echo },
    onLoadPackageDefinition: (_: unknown, made: Server) => {
      server = made;
    },
  });
  const app = await NestFactory.createMicroservice(EchoModule, {
    logger: false,
    transport: Transport.GRPC,
    options,
  });
  await app.listen();
  if (server === undefined) throw new Error('nest-streams: there must be a server');
  const client = grpcJsClient.connect(`127.0.0.1:${portOf(server)}`);

  const [ctx, cancel] = withCancel(background());
  await client.call('serverStream', { ctx }).next();
  console.log(`responses that Nest took when the client had read one: ${emitted} of ${count}`);

  let asked = 0;
  async function* requests(): AsyncGenerator<Message, void> {
    for (; asked < count; asked++) yield { text };
  }
  const upload = client.call('clientStream', { ctx, requests: requests() });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  console.log(`requests that the client could send while the handler took none: ${asked} of ${count}`);
  cancel();
  await upload.next().catch(() => {});
  client.close();
  await app.close();
}

void main();
