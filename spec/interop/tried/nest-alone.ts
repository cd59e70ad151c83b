import { InterceptingCall, type Interceptor, Metadata, type Server } from '@grpc/grpc-js';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientGrpc,
  ClientProxyFactory,
  GrpcMethod,
  GrpcStreamMethod,
  Transport,
} from '@nestjs/microservices';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { portOf } from '../../support/adapters/nest-server';
import { Echo, type Message } from '../../support/echo';

// What was tried for the rows of docs/parity.md whose reason is Nest: Nest alone, without mdctx. It prints the status that a client
// gets of an accident, which is what interceptors of grpc-js see, and which arguments of a call reach grpc-js.
// npx ts-node spec/interop/tried/nest-alone.ts

@Controller()
class EchoController {
  @GrpcMethod('Echo', 'unary')
  unary(): Message {
    throw new Error('an accident');
  }

  @GrpcStreamMethod('Echo', 'clientStream')
  clientStream(requests: Observable<Message>): Observable<Message> {
    return requests;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const definition = { package: 'test', packageDefinition: { 'test.Echo': Echo } };

type Method = (request: unknown, ...rest: unknown[]) => Observable<Message>;

async function main(): Promise<void> {
  let server: Server | undefined;
  const app = await NestFactory.createMicroservice(EchoModule, {
    logger: false,
    transport: Transport.GRPC,
    options: {
      url: '127.0.0.1:0',
      ...definition,
      onLoadPackageDefinition: (_: unknown, made: Server) => {
        server = made;
      },
    },
  });
  await app.listen();
  if (server === undefined) throw new Error('nest-alone: there must be a server');
  const seen: string[] = [];
  const interceptor: Interceptor = (options, nextCall) => {
    const { path } = options.method_definition;
    seen.push(`${path} ${Reflect.has(options, 'own') ? 'with them' : 'without'}`);
    return new InterceptingCall(nextCall(options));
  };
  const client = ClientProxyFactory.create({
    transport: Transport.GRPC,
    options: {
      url: `127.0.0.1:${portOf(server)}`,
      ...definition,
      channelOptions: { interceptors: [interceptor] } as object,
    },
  }) as unknown as ClientGrpc & { close(): void };
  const service = client.getService<Record<string, Method>>('Echo');
  const told = (call: Observable<Message> | undefined) =>
    call === undefined
      ? 'no method'
      : lastValueFrom(call).then(JSON.stringify, ({ code, details }) => `${code} ${details}`);
  console.log('an accident:', await told(service.unary?.({}, new Metadata(), { own: 'option' })));
  console.log('a stream:', await told(service.clientStream?.(of({}), new Metadata(), { own: 'option' })));
  console.log(`options that follow the metadata, at grpc-js: ${seen.join('; ')}`);
  client.close();
  await app.close();
}

void main().then(() => process.exit());
