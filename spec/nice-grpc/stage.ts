import { type Channel, createChannel, type ServiceImplementation } from 'nice-grpc';
import { type ContextExt, createServer } from '../../lib/nice-grpc';
import { unshared } from '../support/adapters/adapter';
import { Echo } from '../support/echo';

/** The handlers of a server, of which those that are left out answer nothing. */
export type Handlers = Partial<ServiceImplementation<typeof Echo, ContextExt>>;

/** Servers and channels, for the time of one test. */
export class Stage {
  private readonly open: Array<() => void> = [];

  /** Returns a channel to a server with `handlers`, that `server` makes. */
  async listen(handlers: Handlers, server = createServer()): Promise<Channel> {
    const unary = async () => ({});
    const stream = async function* () {};
    server.add(Echo, { unary, serverStream: stream, clientStream: unary, bidi: stream, ...handlers });
    const port = await server.listen('127.0.0.1:0');
    const channel = createChannel(`127.0.0.1:${port}`, undefined, unshared);
    this.open.push(
      () => server.forceShutdown(),
      () => channel.close(),
    );
    return channel;
  }

  close(): void {
    for (const end of this.open.splice(0)) end();
  }
}
