import {
  type Context,
  current,
  fromIncomingContext,
  newOutgoingContext,
  Pairs,
  peer,
  run,
  withTimeout,
} from 'mdctx';
import { clientMiddleware, serverMiddleware } from 'mdctx/nice-grpc/middleware';
import { createChannel, createClientFactory, createServer } from 'nice-grpc';
import { type GreeterClient, GreeterDefinition } from '../examples/gen/greeter';

// What docs/adapters.md says that the pure middlewares cannot do.

/** Calls a server with the middleware by a client with the middleware, and returns what `look` saw in the handler. */
async function seen<T>(
  look: () => T,
  call: (client: GreeterClient) => Promise<unknown>,
): Promise<T | undefined> {
  let found: T | undefined;
  const server = createServer().use(serverMiddleware());
  const hello = async () => {
    found = look();
    return {};
  };
  const none = async () => ({});
  async function* nothing() {}
  server.add(GreeterDefinition, { hello, helloOften: nothing, helloAll: none, helloEach: nothing });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  try {
    await call(createClientFactory().use(clientMiddleware()).create(GreeterDefinition, channel));
  } finally {
    channel.close();
    server.forceShutdown();
  }
  return found;
}

const within = (ctx: Context) => (client: GreeterClient) => run(ctx, () => client.hello({}));

describe('docs/adapters.md: the pure middlewares', () => {
  it('do not know the deadline of the client', async () => {
    const [ctx, cancel] = withTimeout(60_000);
    expect(await seen(() => ({ deadline: current().deadline }), within(ctx))).toEqual({
      deadline: undefined,
    });
    cancel();
  });

  it('join repeated keys, and have neither :authority nor content-type', async () => {
    const md = await seen(fromIncomingContext, within(newOutgoingContext(Pairs('k', 'a', 'k', 'b'))));
    expect([md?.get('k'), md?.has(':authority'), md?.has('content-type')]).toEqual([['a, b'], false, false]);
  });

  it('know of the peer its address alone', async () => {
    const from = await seen(peer.fromContext, (client) => client.hello({}));
    expect(String(from)).toMatch(/^Peer{Addr: '127\.0\.0\.1:\d+', LocalAddr: <nil>, AuthInfo: <nil>}$/);
  });

  it('refuse hop-by-hop names, and join a second authorization', async () => {
    const refused = seen(fromIncomingContext, within(newOutgoingContext(Pairs('upgrade', 'v'))));
    await expect(refused).rejects.toThrow('INTERNAL: header key "upgrade"');
    const md = Pairs('authorization', 'a', 'authorization', 'b');
    expect((await seen(fromIncomingContext, within(newOutgoingContext(md))))?.get('authorization')).toEqual([
      'a, b',
    ]);
  });
});
