import type { Server } from '@grpc/grpc-js';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, GrpcStreamMethod, Transport } from '@nestjs/microservices';
import { Observable } from 'rxjs';
import type { ServerInterceptors } from '../../../lib/grpc';
import { ContextInterceptor, StatusFilter, serverOptions } from '../../../lib/nestjs';
import type { Certificate } from '../certificate';
import type { Message } from '../echo';
import { each, Queue } from '../queue';
import type { Handler, ServerSide } from './adapter';
import { authority, serverCredentials } from './grpc-js-server';
import { echoPackage } from './nest-echo';

/** Servers of Nest. */
export const nestServer: ServerSide = {
  name: 'nest',
  async listen(handler, certificate, interceptors = {}, host = '127.0.0.1') {
    const { app, server, port } = await started(handler, certificate, interceptors, host);
    return {
      port,
      server,
      stop: () => {
        void app.close();
      },
    };
  },
};

async function started(
  handler: Handler,
  certificate: Certificate | undefined,
  interceptors: ServerInterceptors,
  host: string,
): Promise<{ app: INestMicroservice; server: Server; port: number }> {
  const app = await NestFactory.createMicroservice(moduleOf(handler), {
    logger: false,
    transport: Transport.GRPC,
    options: serverOptions({
      url: `${authority(host)}:0`,
      ...echoPackage,
      ...(certificate && { credentials: serverCredentials(certificate) }),
      ...interceptors,
    }),
  });
  app.useGlobalFilters(new StatusFilter());
  app.useGlobalInterceptors(new ContextInterceptor());
  await app.listen();
  const server = serverIn(app);
  return { app, server, port: portOf(server) };
}

/** Returns the server of `app`, which listens: Nest shows it from 9.3 on, and these specs run on 9.0 too. */
function serverIn(app: INestMicroservice): Server {
  const transport: object = Reflect.get(app, 'serverInstance') ?? Reflect.get(app, 'server');
  return Reflect.get(transport, 'grpcClient');
}

/** Returns the port of the only address that `server` has: Nest takes it from grpc-js and keeps it to itself. */
export function portOf(server: Server): number {
  const servers: Map<{ address(): { port: number } }, unknown> = Reflect.get(server, 'http2Servers');
  for (const one of servers.keys()) return one.address().port;
  throw new Error('nest: the server must listen');
}

/** Returns a module of a controller for `Echo`, whose calls `handler` handles. */
function moduleOf(handler: Handler) {
  @Controller()
  class EchoController {
    @GrpcMethod('Echo', 'unary')
    unary(request: Message): Promise<Message> {
      return replied(handler, each(request));
    }

    @GrpcMethod('Echo', 'serverStream')
    serverStream(request: Message): Observable<Message> {
      return sent(handler, each(request));
    }

    @GrpcStreamMethod('Echo', 'clientStream')
    clientStream(requests: Observable<Message>): Promise<Message> {
      return replied(handler, requestsOf(requests));
    }

    @GrpcStreamMethod('Echo', 'bidi')
    bidi(requests: Observable<Message>): Observable<Message> {
      return sent(handler, requestsOf(requests));
    }
  }

  @Module({ controllers: [EchoController] })
  class EchoModule {}
  return EchoModule;
}

/** Handles a call with one response. */
async function replied(handler: Handler, requests: AsyncIterable<Message>): Promise<Message> {
  let response: Message = {};
  const send = async (message: Message) => {
    response = message;
  };
  await handler({ requests, send });
  return response;
}

/** Handles a call with a stream of responses, which Nest takes as they come. */
function sent(handler: Handler, requests: AsyncIterable<Message>): Observable<Message> {
  return new Observable((subscriber) => {
    const send = async (message: Message) => subscriber.next(message);
    Promise.resolve({ requests, send })
      .then(handler)
      .then(
        () => subscriber.complete(),
        (error) => subscriber.error(error),
      );
  });
}

/** Returns the requests that Nest gives as they come. */
function requestsOf(requests: Observable<Message>): AsyncIterable<Message> {
  const queue = new Queue<Message>();
  requests.subscribe({
    next: (message) => queue.push(message),
    error: (error) => queue.close(error),
    complete: () => queue.close(),
  });
  return queue;
}
