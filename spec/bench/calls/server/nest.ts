import { once } from 'node:events';
import { createServer } from 'node:net';
import 'reflect-metadata';
import { Metadata, type ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { ClsModule } from 'nestjs-cls';
import { header, ProtoBench, wanted } from '../service';
import type { Serve } from './serve';

class BenchController {
  unary(request: Buffer, metadata: Metadata, call: ServerUnaryCall<Buffer, Buffer>): Buffer {
    metadata.get(wanted);
    const first = new Metadata();
    first.set(...header);
    call.sendMetadata(first);
    return request;
  }
}

// Without the syntax of decorators, which the compiler's options here do not have.
const unary = Object.getOwnPropertyDescriptor(BenchController.prototype, 'unary');
if (unary === undefined) throw new Error('bench: unary must be a method: it was not found');
GrpcMethod('Bench', 'Unary')(BenchController.prototype, 'unary', unary);
Controller()(BenchController);

class BenchModule {}
Module({
  imports: [ClsModule.forRoot({ interceptor: { mount: true } })],
  controllers: [BenchController],
})(BenchModule);

/** Nest with nestjs-cls. It has no means for a trailer. */
export const serve: Serve<'by-hand-stored'> = async () => {
  const port = await freePort(); // Nest does not tell which one it got
  const packageDefinition = { 'bench.Bench': { Unary: ProtoBench.unary } };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(BenchModule, {
    logger: ['error'],
    transport: Transport.GRPC,
    options: { package: 'bench', packageDefinition, url: `127.0.0.1:${port}` },
  });
  await app.listen();
  return port;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('bench: a server must have a port');
  return address.port;
}
