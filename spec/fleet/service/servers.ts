import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { sendHeader, setTrailer } from 'mdctx/grpc';
import { intercept, serverInterceptor } from 'mdctx/grpc-js';
import { inOrder, recovery } from 'mdctx/interceptors';
import type { DrainableServer, Health } from 'mdctx/lifecycle';
import { createServer } from 'mdctx/nice-grpc';
import { newServer, register } from 'mdctx/stub';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { type Message, testService } from '../../interop/support/test-service';
import type { Engine } from '../client/engines';
import { connectServer } from './connect-server';
import type { Handler } from './handler';

/** A server of one runtime, before it listens. */
export interface Serving {
  readonly server: DrainableServer;
  readonly health: Health;
  listen(address: string): Promise<number>;
}

// Other methods of the service are of no use to the fleet.
const { unaryCall, fullDuplexCall } = testService;
const definition = { unaryCall, fullDuplexCall };

/** How a server of each runtime is made. */
export const servers: Record<Engine, (handler: Handler) => Serving> = {
  'nice-grpc': niceGrpc,
  'grpc-js': grpcJs,
  stub,
  connect: connectServer,
};

function niceGrpc(handler: Handler): Serving {
  const server = createServer();
  server.add(definition, {
    unaryCall: (request: Message) => handler.unary(request),
    async *fullDuplexCall(requests: AsyncIterable<Message>) {
      sendHeader(handler.echoed());
      setTrailer(handler.echoed());
      for await (const { body } of requests) yield { body };
    },
  });
  const health = HealthState();
  server.add(HealthDefinition, HealthServiceImpl(health));
  return { server, health, listen: (address) => server.listen(address) };
}

function stub(handler: Handler): Serving {
  const server = newServer();
  register(server, definition, {
    unaryCall: (_, request) => handler.unary(request),
    async fullDuplexCall(stream) {
      sendHeader(stream.context, handler.echoed());
      setTrailer(stream.context, handler.echoed());
      for await (const { body } of stream) await stream.send({ body });
    },
  });
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  return { server, health, listen: (address) => server.serve(address) };
}

function grpcJs(handler: Handler): Serving {
  const server = new Server({
    interceptors: [serverInterceptor()],
    ...JSON.parse(process.env.MDCTX_FLEET_SERVER ?? '{}'),
  });
  const implementation = {
    unaryCall(call: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) {
      handler.unary(call.request).then((response) => done(null, response), done);
    },
    fullDuplexCall(call: ServerDuplexStream<Message, Message>) {
      sendHeader(handler.echoed());
      setTrailer(handler.echoed());
      call.on('data', ({ body }) => call.write({ body }));
      call.on('end', () => call.end());
    },
  };
  server.addService(definition, intercept(definition, implementation, inOrder(recovery())));
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  return { server, health, listen: (address) => bound(server, address) };
}

function bound(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, port: number) => (error ? reject(error) : resolve(port));
    server.bindAsync(address, ServerCredentials.createInsecure(), done);
  });
}
