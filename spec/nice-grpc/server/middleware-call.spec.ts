import { ServerError, type ServerMiddleware, Status } from 'nice-grpc';
import { current, key, withValue } from '../../../lib/context';
import { setHeader, setTrailer } from '../../../lib/grpc';
import { MD, Pairs } from '../../../lib/metadata';
import { type ContextExt, createClientFactory, createServer } from '../../../lib/nice-grpc';
import { Echo, type Message } from '../../support/echo';
import { each } from '../../support/queue';
import { Stage } from '../stage';

async function drain(responses: AsyncIterable<Message>): Promise<void> {
  for await (const _ of responses);
}

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
