import { HealthImplementation } from 'grpc-health-check';
import { type CallContext, createChannel, createClient, createServer, Metadata } from 'nice-grpc';
import { type Message, testService } from '../../interop/support/test-service';
import { serviceConfig } from '../client/service-config';
import { commandOf, messageOf } from './command';
import type { Serving } from './servers';

const { unaryCall } = testService;
const definition = { unaryCall };

/**
 * A service of nice-grpc itself, which hands on by hand what services of the fleet hand on by contexts. It is what they are
 * compared with: it knows `echo` alone, and no deadline goes on with a call.
 */
export function bare(name: string): Serving {
  const server = createServer();
  const clients = new Map<string, ReturnType<typeof clientOf>>();
  server.add(definition, {
    async unaryCall(request: Message, context: CallContext) {
      const own = forwarded(context.metadata);
      for (const [key, values] of own) {
        context.header.set(key, values);
        context.trailer.set(key, values);
      }
      const command = commandOf(request);
      const [next, ...hops] = command.hops ?? [];
      if (next === undefined)
        return messageOf({ server: name, ids: own.getAll('x-id'), bins: [], left: -1, tenant: '' });
      const client = clients.get(next) ?? clientOf(next);
      clients.set(next, client);
      return client.unaryCall(messageOf({ ...command, hops }), { metadata: own, signal: context.signal });
    },
  });
  return { server, health: new HealthImplementation(), listen: (address) => server.listen(address) };
}

function clientOf(target: string) {
  return createClient(definition, createChannel(target, undefined, serviceConfig()));
}

function forwarded(incoming: Metadata): Metadata {
  const own = new Metadata();
  own.set('x-id', incoming.getAll('x-id'));
  own.set('x-id-bin', incoming.getAll('x-id-bin'));
  return own;
}
