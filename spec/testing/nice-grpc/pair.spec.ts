import { current, run } from '../../../lib/context';
import { setTrailer } from '../../../lib/grpc';
import { fromIncomingContext, MD, newOutgoingContext, Pairs } from '../../../lib/metadata';
import { createClientFactory, createServer } from '../../../lib/nice-grpc';
import { type Pair, pair } from '../../../lib/testing/nice-grpc';
import { Echo } from '../../support/echo';

describe('testing.pair()', () => {
  const open: Array<Pair<typeof Echo>> = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  async function start(...init: [Parameters<typeof pair<typeof Echo>>[2]?]) {
    const made = await pair(
      Echo,
      {
        unary: async () => {
          setTrailer(Pairs('t', '1'));
          return { ids: fromIncomingContext()?.get('id') };
        },
        async *serverStream(request) {
          yield request;
        },
        clientStream: async () => ({}),
        async *bidi(requests) {
          yield* requests;
        },
      },
      ...init,
    );
    open.push(made);
    return made;
  }

  it('gives a client of the implementation, which calls in the current context', async () => {
    const { client } = await start();
    const trailer = new MD();
    const ctx = newOutgoingContext(current(), Pairs('id', '1', 'id', '2, 3'));
    expect(await run(ctx, () => client.unary({}, { trailer }))).toEqual({ ids: ['1', '2, 3'] });
    expect(trailer.get('t')).toEqual(['1']);
    const echoed = [];
    for await (const message of client.serverStream({ n: 1 })) echoed.push(message);
    expect(echoed).toEqual([{ n: 1 }]);
  });

  it('takes a server and a client with middleware', async () => {
    const seen: string[] = [];
    const server = createServer().use((call, context) => {
      seen.push(`server ${call.method.path}`);
      return call.next(call.request, context);
    });
    const clientFactory = createClientFactory().use((call, options) => {
      seen.push(`client ${call.method.path}`);
      return call.next(call.request, options);
    });
    const { client } = await start({ server, clientFactory });
    await client.unary({});
    expect(seen).toEqual(['client /test.Echo/Unary', 'server /test.Echo/Unary']);
  });

  it('refuses calls once it is closed', async () => {
    const { client, close } = await start();
    close();
    await expect(client.unary({})).rejects.toThrow();
  });
});
