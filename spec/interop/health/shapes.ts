import { createServer as createHttp2Server } from 'node:http2';
import type { ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import {
  addAdminServicesToServer,
  Server as GrpcServer,
  getChannelzHandlers,
  getChannelzServiceDefinition,
  ServerCredentials,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, Transport } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import { ServerError, type Status } from 'nice-grpc-common';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { ServerReflection, ServerReflectionService } from 'nice-grpc-server-reflection';
import { withContexts } from '../../../lib/connect';
import { serverInterceptor } from '../../../lib/grpc-js';
import { serverOptions } from '../../../lib/nestjs';
import { createServer } from '../../../lib/nice-grpc';
import { newServer, register, registerAdmin, unimplemented } from '../../../lib/stub';
import { GreeterDefinition, type Name } from '../../examples/gen/greeter';
import { Greeter } from '../../examples/gen/greeter_pb';
import { grpcServices } from '../../examples/support/grpc-services';
import { portOf } from '../../support/adapters/nest-server';
import { descriptorSet, greeterPackage } from './descriptors';

/** A server of one shape, with a greeter, health and reflection, and channelz where it has that. */
export interface Shown {
  readonly port: number;
  /** Says whether the whole server serves. */
  setServing(isServing: boolean): void;
  stop(): unknown;
}

/** How a shape is started, which has health and reflection. */
export interface Shape {
  /** Whether its server is one of grpc-js's, which alone has channelz: docs/health.md. */
  readonly channelz: boolean;
  start(): Promise<Shown>;
}

const greet = async ({ name }: Name) => ({ text: `hello ${name}` });

const word = (isServing: boolean) => (isServing ? 'SERVING' : 'NOT_SERVING');

async function stub(): Promise<Shown> {
  class Greeter extends unimplemented(GreeterDefinition) {
    hello(_ctx: unknown, request: Name) {
      return greet(request);
    }
  }
  const s = newServer();
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(s);
  new ReflectionService(greeterPackage()).addToServer(s);
  registerAdmin(s);
  register(s, GreeterDefinition, new Greeter());
  const port = await s.serve('127.0.0.1:0');
  return { port, setServing: (is) => health.setStatus('', word(is)), stop: () => s.stop() };
}

async function grpcJs(): Promise<Shown> {
  const server = new GrpcServer({ interceptors: [serverInterceptor()] });
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  new ReflectionService(greeterPackage()).addToServer(server);
  addAdminServicesToServer(server);
  const { 'greeter.v1.Greeter': greeter } = greeterPackage();
  server.addService(greeter as never, {
    Hello: ({ request }: { request: Name }, answer: (error: null, text: object) => void) =>
      void greet(request).then((text) => answer(null, text)),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  return { port, setServing: (is) => health.setStatus('', word(is)), stop: () => server.forceShutdown() };
}

async function niceGrpc(): Promise<Shown> {
  const refuse = (): never => {
    throw new Error('not here');
  };
  const server = createServer();
  const health = HealthState();
  health.setStatus('healthy');
  server.add(HealthDefinition, HealthServiceImpl(health));
  const protoset = descriptorSet(greeterPackage());
  server.add(ServerReflectionService, ServerReflection(protoset, [GreeterDefinition.fullName]));
  const channelz: ServiceDefinition = getChannelzServiceDefinition();
  server.add(channelz, promised(getChannelzHandlers()));
  server.add(GreeterDefinition, {
    hello: greet,
    helloOften: refuse,
    helloAll: async () => refuse(),
    helloEach: refuse,
  });
  const port = await server.listen('127.0.0.1:0');
  const setServing = (is: boolean) => health.setStatus(is ? 'healthy' : 'unhealthy');
  return { port, setServing, stop: () => server.forceShutdown() };
}

/** Returns handlers of unary methods that take a callback as nice-grpc has them. */
function promised(handlers: object): Record<string, (request: unknown) => Promise<object>> {
  const entries = Object.entries(handlers).map(([name, handler]) => {
    const handle = (request: unknown) =>
      new Promise<object>((resolve, reject) => {
        handler({ request }, (error: { code: Status; details: string } | null, response: object) => {
          if (error === null) resolve(response);
          else reject(new ServerError(error.code, error.details));
        });
      });
    return [name, handle] as const;
  });
  return Object.fromEntries(entries);
}

async function nest(): Promise<Shown> {
  @Controller()
  class GreeterController {
    @GrpcMethod('Greeter', 'Hello')
    hello(request: Name): Promise<{ text: string }> {
      return greet(request);
    }
  }
  @Module({ controllers: [GreeterController] })
  class AppModule {}
  const health = new HealthImplementation({ '': 'SERVING' });
  let made: GrpcServer | undefined;
  const options = serverOptions({
    url: '127.0.0.1:0',
    package: 'greeter.v1',
    packageDefinition: greeterPackage(),
    onLoadPackageDefinition(definition: PackageDefinition, server: GrpcServer) {
      health.addToServer(server);
      new ReflectionService(definition).addToServer(server);
      addAdminServicesToServer(server);
      made = server;
    },
  });
  const app = await NestFactory.createMicroservice(AppModule, {
    logger: false,
    transport: Transport.GRPC,
    options,
  });
  await app.listen();
  if (made === undefined) throw new Error('spec/interop: Nest must have made a server');
  return {
    port: portOf(made),
    setServing: (is) => health.setStatus('', word(is)),
    stop: () => app.close(),
  };
}

async function connect(): Promise<Shown> {
  const health = new HealthImplementation({ '': 'SERVING' });
  const routes = (router: ConnectRouter) => {
    const services = grpcServices(router);
    health.addToServer(services as never);
    new ReflectionService(greeterPackage()).addToServer(services);
    router.service(Greeter, { hello: ({ name }) => ({ text: `hello ${name}` }) });
  };
  const handler = connectNodeAdapter(withContexts({ routes }));
  const server = createHttp2Server(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    setServing: (is) => health.setStatus('', word(is)),
    stop: () => server.close(),
  };
}

/** Each shape, by its name. */
export const shapes: Readonly<Record<string, Shape>> = {
  stub: { channelz: true, start: stub },
  'grpc-js': { channelz: true, start: grpcJs },
  'nice-grpc': { channelz: true, start: niceGrpc },
  Nest: { channelz: true, start: nest },
  Connect: { channelz: false, start: connect },
};
