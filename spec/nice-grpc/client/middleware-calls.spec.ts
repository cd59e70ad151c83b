import {
  type CallOptions,
  ClientError,
  type ClientMiddleware,
  Metadata,
  ServerError,
  Status,
} from 'nice-grpc';
import { background, current } from '../../../lib/context';
import { setHeader, setTrailer } from '../../../lib/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  MD,
  newOutgoingContext,
  Pairs,
} from '../../../lib/metadata';
import { type ContextOptions, createClientFactory } from '../../../lib/nice-grpc';
import { Echo } from '../../support/echo';
import { Stage } from '../stage';

describe('middleware of a client', () => {
  const stage = new Stage();
  const ctx = newOutgoingContext(background(), Pairs('k', 'c1', 'k', 'c2'));

  afterEach(() => stage.close());

  /** Returns a channel to a server whose unary method fails `failures` times, and what that saw of each attempt. */
  async function failing(failures: number) {
    const attempts: Array<MD | undefined> = [];
    const channel = await stage.listen({
      async unary() {
        attempts.push(fromIncomingContext());
        setHeader(Pairs('attempt', String(attempts.length)));
        setTrailer(Pairs('attempt', String(attempts.length)));
        if (attempts.length <= failures) throw new ServerError(Status.UNAVAILABLE, 'try again');
        return {};
      },
    });
    return { attempts, channel };
  }

  /** Makes a call again as long as it is worth it. */
  const retry: ClientMiddleware = async function* (call, options) {
    for (;;) {
      try {
        return yield* call.next(call.request, options);
      } catch (error) {
        if (!(error instanceof ClientError) || error.code !== Status.UNAVAILABLE) throw error;
      }
    }
  };

  it('that makes a call again sends the metadata once each time, and has the header and trailer of the last', async () => {
    const { attempts, channel } = await failing(3);
    const client = createClientFactory().use(retry).create(Echo, channel);
    const [header, trailer] = [new MD(), new MD()];
    const metadata = Metadata({ k: 'own' });
    await client.unary({}, { ctx, metadata, header, trailer });
    expect(attempts.map((md) => md?.get('k'))).toEqual(Array(4).fill(['c1', 'c2', 'own']));
    expect(header.get('attempt')).toEqual(['4']);
    expect([...trailer]).toEqual([['attempt', ['4']]]);
    expect(metadata.get('k')).toBe('own');
  });

  it('that appends to the context inside of a retry appends to each attempt alone', async () => {
    const { attempts, channel } = await failing(2);
    let n = 0;
    const numbering: ClientMiddleware<unknown, ContextOptions> = async function* (call, options) {
      const numbered = appendToOutgoingContext(options.ctx ?? current(), 'k', String(++n));
      return yield* call.next(call.request, { ...options, ctx: numbered });
    };
    const client = createClientFactory().use(numbering).use(retry).create(Echo, channel);
    await client.unary({}, { ctx });
    expect(attempts.map((md) => md?.get('k'))).toEqual([
      ['c1', 'c2', '1'],
      ['c1', 'c2', '2'],
      ['c1', 'c2', '3'],
    ]);
  });

  it('is called in the order of nice-grpc: what was attached last, first', async () => {
    const order: string[] = [];
    const noting = (name: string): ClientMiddleware =>
      async function* (call, options) {
        order.push(`${name} before`);
        const response = yield* call.next(call.request, options);
        order.push(`${name} after`);
        return response;
      };
    const { channel } = await failing(0);
    const client = createClientFactory().use(noting('first')).use(noting('last')).create(Echo, channel);
    await client.unary({}, { ctx });
    expect(order).toEqual(['last before', 'first before', 'first after', 'last after']);
  });

  it('has our options, and nothing of ours reaches nice-grpc', async () => {
    const seen: Array<CallOptions & ContextOptions> = [];
    const looking: ClientMiddleware<unknown, ContextOptions> = async function* (call, options) {
      seen.push(options);
      return yield* call.next(call.request, options);
    };
    const { channel } = await failing(0);
    const client = createClientFactory().use(looking).create(Echo, channel);
    const header = new MD();
    await client.unary({}, { ctx, header });
    expect(seen[0]?.ctx).toBe(ctx);
    expect(seen[0]?.header).toBe(header);
  });

  it('that fails a call hides nothing of its error', async () => {
    const failure = new Error('of the middleware');
    // biome-ignore lint/correctness/useYield: it fails before
    const refusing: ClientMiddleware = async function* () {
      throw failure;
    };
    const { attempts, channel } = await failing(0);
    const client = createClientFactory().use(refusing).create(Echo, channel);
    await expect(client.unary({}, { ctx })).rejects.toBe(failure);
    expect(attempts).toEqual([]);
  });
});
