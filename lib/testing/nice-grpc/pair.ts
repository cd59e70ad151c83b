import { holdsOptions, mustBeKnown, wrongType } from '../../context/internal';
import type { ContextOptions } from '../../grpc';
import { methodsOf } from '../../grpc/internal';
import {
  type Channel,
  type Client,
  type ClientFactory,
  type CompatServiceDefinition,
  type ContextExt,
  createChannel,
  createClientFactory,
  createServer,
  type Server,
  type ServiceImplementation,
} from '../../nice-grpc';

/** Options of `pair`. */
export interface PairInit {
  /** The server, with its middleware and interceptors; one without any if it is left out. */
  readonly server?: Server<ContextExt> | undefined;
  /** Makes the client, with its middleware and interceptors; one without any if it is left out. */
  readonly clientFactory?: ClientFactory<ContextOptions> | undefined;
}

/** A server of one service, and a client that is connected to it. */
export interface Pair<Service extends CompatServiceDefinition> {
  readonly client: Client<Service, ContextOptions>;
  /** The channel of the client, for more clients. */
  readonly channel: Channel;
  readonly server: Server<ContextExt>;
  /** Ends both, and each call between them. */
  close(): void;
}

/**
 * Returns a server that serves `implementation`, and a client of it. The two talk over the loopback interface, on a port
 * that was free: grpc-js has no public way to give a client a connection that exists already, so that a pair without any
 * socket would need another transport than the one in production.
 *
 * @throws TypeError if an argument is not what it must be.
 */
export async function pair<Service extends CompatServiceDefinition>(
  definition: Service,
  implementation: ServiceImplementation<Service, ContextExt>,
  init: PairInit = {},
): Promise<Pair<Service>> {
  const where = 'testing: pair';
  mustBeKnown(`${where}: init`, init, ['server', 'clientFactory'] satisfies Array<keyof PairInit>);
  const { server = createServer(), clientFactory = createClientFactory() } = init;
  methodsOf(where, definition);
  if (!holdsOptions(implementation))
    throw wrongType(`${where}: implementation`, 'an object of handlers', implementation);
  if (typeof server?.add !== 'function' || typeof server.listen !== 'function')
    throw wrongType(`${where}: init.server`, 'a Server of nice-grpc', server);
  if (typeof clientFactory?.create !== 'function')
    throw wrongType(`${where}: init.clientFactory`, 'a ClientFactory', clientFactory);
  server.add(definition, implementation);
  const port = await server.listen('127.0.0.1:0');
  const channel = createChannel(`127.0.0.1:${port}`);
  const close = () => {
    channel.close();
    server.forceShutdown();
  };
  return { client: clientFactory.create(definition, channel), channel, server, close };
}
