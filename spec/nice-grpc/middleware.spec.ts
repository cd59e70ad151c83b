import {
  type CallOptions,
  ClientError,
  type ClientMiddleware,
  Metadata,
  ServerError,
  type ServerMiddleware,
  Status,
} from 'nice-grpc';
import { background, current, key, withValue } from '../../lib/context';
import { setHeader, setTrailer } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  MD,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import { type ContextExt, type ContextOptions, createClientFactory, createServer } from '../../lib/nice-grpc';
import { Echo, type Message } from '../support/echo';
import { each } from '../support/queue';
import { Stage } from './stage';

async function drain(responses: AsyncIterable<Message>): Promise<void> {
  for await (const _ of responses);
}

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

describe('middleware of a server', () => {
  const stage = new Stage();

  afterEach(() => stage.close());

  it('is called in the order of nice-grpc, in the context of the call', async () => {
    const order: string[] = [];
    const noting = (name: string): ServerMiddleware<object, ContextExt> =>
      async function* (call, context) {
        order.push(`${name} before ${context.ctx === current()}`);
        try {
          return yield* call.next(call.request, context);
        } finally {
          order.push(`${name} after ${context.ctx === current()}`);
        }
      };
    const server = createServer().use(noting('first')).use(noting('last'));
    const channel = await stage.listen(
      {
        unary: async (_, { ctx }) => {
          order.push(`handler ${ctx === current()}`);
          return {};
        },
        async *serverStream(_, { ctx }) {
          order.push(`handler ${ctx === current()}`);
          yield {};
        },
      },
      server,
    );
    const client = createClientFactory().create(Echo, channel);
    const whole = [
      'first before true',
      'last before true',
      'handler true',
      'last after true',
      'first after true',
    ];
    await client.unary({});
    expect(order.splice(0)).toEqual(whole);
    await drain(client.serverStream({}));
    expect(order).toEqual(whole);
  });

  it('adds to the CallContext, and sets header and trailer like a handler', async () => {
    const user = key<string>('user');
    const knowing: ServerMiddleware<{ user: string }, ContextExt> = async function* (call, context) {
      setHeader(context.ctx, Pairs('by', 'middleware'));
      setTrailer(Pairs('by', 'middleware'));
      const ctx = withValue(context.ctx, user, 'me');
      return yield* call.next(call.request, { ...context, ctx, user: 'me' });
    };
    const seen: unknown[] = [];
    const server = createServer().use(knowing);
    const channel = await stage.listen(
      {
        async unary(_, context) {
          seen.push(Reflect.get(context, 'user'), context.ctx.value(user));
          return {};
        },
      },
      server,
    );
    const client = createClientFactory().create(Echo, channel);
    const [header, trailer] = [new MD(), new MD()];
    await client.unary({}, { header, trailer });
    expect(seen).toEqual(['me', 'me']);
    expect(header.get('by')).toEqual(['middleware']);
    expect(trailer.get('by')).toEqual(['middleware']);
  });

  it('sees what a handler throws, and may throw something else', async () => {
    const seen: unknown[] = [];
    const failure = new ServerError(Status.NOT_FOUND, 'of the handler');
    const translating: ServerMiddleware = async function* (call, context) {
      try {
        return yield* call.next(call.request, context);
      } catch (error) {
        seen.push(error);
        throw new Error('of the middleware', { cause: error });
      }
    };
    const channel = await stage.listen(
      {
        async unary() {
          throw failure;
        },
      },
      createServer().use(translating),
    );
    const client = createClientFactory().create(Echo, channel);
    await expect(client.unary({})).rejects.toMatchObject({
      code: Status.NOT_FOUND,
      details: 'of the middleware',
    });
    expect(seen).toEqual([failure]);
  });

  it('leaves out the handler, and no request is lost on one that is a stream', async () => {
    const answering: ServerMiddleware = async function* (call) {
      const messages: unknown[] = [];
      if (call.requestStream) for await (const request of call.request) messages.push(request);
      const response = { count: messages.length } as never;
      if (!call.responseStream) return response;
      yield response;
    };
    const channel = await stage.listen({}, createServer().use(answering));
    const client = createClientFactory().create(Echo, channel);
    expect(await client.unary({})).toEqual({ count: 0 });
    expect(await client.clientStream(each<Message>({}, {}))).toEqual({ count: 2 });
    for await (const message of client.bidi(each<Message>({}))) expect(message).toEqual({ count: 1 });
  });
});
