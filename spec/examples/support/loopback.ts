import {
  type ContextExt,
  type ContextOptions,
  createChannel,
  createClient,
  createServer,
} from 'mdctx/nice-grpc';

import { ServerError, Status } from 'nice-grpc-common';
import { type GreeterClient, GreeterDefinition, type GreeterServiceImplementation } from '../gen/greeter';

/** Serves what `methods` implement of the greeter on loopback while `use` runs, which is given a client and the address. */
export async function withGreeter(
  methods: Partial<GreeterServiceImplementation<ContextExt>>,
  use: (client: GreeterClient<ContextOptions>, address: string) => Promise<void>,
): Promise<void> {
  const server = createServer();
  server.add(GreeterDefinition, { ...unimplemented, ...methods });
  const address = `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
  const channel = createChannel(address);
  try {
    await use(createClient(GreeterDefinition, channel), address);
  } finally {
    channel.close();
    await server.shutdown();
  }
}

const refuse = (): never => {
  throw new ServerError(Status.UNIMPLEMENTED, 'not in this example');
};

/** A greeter of which nothing is implemented. */
export const unimplemented: GreeterServiceImplementation = {
  hello: async () => refuse(),
  helloOften: () => refuse(),
  helloAll: async () => refuse(),
  helloEach: () => refuse(),
};
