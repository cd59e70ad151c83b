import type { Server } from '@grpc/grpc-js';
import type { INestApplication, INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import type { ServerInterceptors } from '../../lib/grpc';
import { ContextInterceptor, type NestGrpcOptions, StatusFilter, serverOptions } from '../../lib/nestjs';
import { nestClient } from '../support/adapters/nest-client';
import { portOf } from '../support/adapters/nest-server';
import { Echo } from '../support/echo';

/** An application of Nest that is listening, with a client of ours. */
export interface App<A = INestApplication | INestMicroservice> {
  readonly app: A;
  readonly port: number;
  readonly client: ReturnType<typeof nestClient.connect>;
  close(): Promise<void>;
}

/** What is said of an application before it listens. */
export interface Setting<A> {
  readonly interceptors?: ServerInterceptors;
  /** Adds what Nest's users add. */
  readonly use?: (app: A) => void;
  readonly filter?: boolean;
}

/** Returns the options of a microservice, and a function that tells its port once it listens. */
function transport(interceptors: ServerInterceptors): [MicroserviceOptions, () => number] {
  let server: Server | undefined;
  const options: NestGrpcOptions = serverOptions({
    url: '127.0.0.1:0',
    package: 'test',
    packageDefinition: { 'test.Echo': Echo },
    onLoadPackageDefinition: (_: unknown, made: Server) => {
      server = made;
    },
    ...interceptors,
  });
  const port = () => {
    if (server === undefined) throw new Error('nest: the server must have been made');
    return portOf(server);
  };
  return [{ transport: Transport.GRPC, options }, port];
}

/** Starts a microservice of `module`. */
export async function microservice(
  module: Type,
  { interceptors = {}, use = () => {}, filter = true }: Setting<INestMicroservice> = {},
): Promise<App<INestMicroservice>> {
  const [options, portOfServer] = transport(interceptors);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    logger: false,
    abortOnError: false,
    ...options,
  });
  if (filter) app.useGlobalFilters(new StatusFilter());
  app.useGlobalInterceptors(new ContextInterceptor());
  use(app);
  await app.listen();
  return opened(app, portOfServer());
}

/** Starts a hybrid application of `module`, over HTTP and gRPC. */
export async function hybrid(
  module: Type,
  { interceptors = {}, use = () => {} }: Setting<INestApplication> = {},
): Promise<App<INestApplication>> {
  const [options, portOfServer] = transport(interceptors);
  const app = await NestFactory.create(module, { logger: false, abortOnError: false });
  app.useGlobalFilters(new StatusFilter());
  app.useGlobalInterceptors(new ContextInterceptor());
  use(app);
  app.connectMicroservice<MicroserviceOptions>(options, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return opened(app, portOfServer());
}

function opened<A extends INestApplication | INestMicroservice>(app: A, port: number): App<A> {
  const client = nestClient.connect(`127.0.0.1:${port}`);
  return {
    app,
    port,
    client,
    close: async () => {
      client.close();
      await app.close();
    },
  };
}
