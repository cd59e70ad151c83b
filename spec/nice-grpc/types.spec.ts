import type * as nice from 'nice-grpc';
import type { Context } from '../../lib/context';
import type { MD } from '../../lib/metadata';
import type * as ours from '../../lib/nice-grpc';
import { Echo, type Message } from '../support/echo';

// What follows is checked by the compiler; it is not run.

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A, B>(_is: Same<A, B>): void {}

type Service = typeof Echo;

/** Does what a program does that was written for nice-grpc, with either library in the place of `lib`. */
async function program(lib: Pick<typeof nice, 'createServer' | 'createClient' | 'createClientFactory'>) {
  const server: nice.Server = lib.createServer({ 'grpc.max_receive_message_length': 1 });
  const logging: nice.ServerMiddleware<{ log: string[] }> = (call, context) =>
    call.next(call.request, { ...context, log: [] });
  const tracing: nice.ClientMiddleware<{ trace?: string }> = (call, options) =>
    call.next(call.request, options);
  server.use(logging).add(Echo, {
    unary: async (request: Message, context: nice.CallContext & { log: string[] }) => {
      context.log.push(context.peer);
      return request;
    },
    clientStream: async () => ({}),
    serverStream: async function* () {},
    bidi: async function* () {},
  });
  const channel = {} as nice.Channel;
  const client: nice.Client<Service> = lib.createClient(Echo, channel, {
    '*': { signal: undefined as never },
  });
  const traced: nice.Client<Service, { trace?: string }> = lib
    .createClientFactory()
    .use(tracing)
    .create(Echo, channel);
  const response: Message = await client.unary({}, { metadata: {} as nice.Metadata });
  for await (const message of traced.bidi([] as never, { trace: 'x' })) response satisfies typeof message;
}

async function withContexts(lib: typeof ours, ctx: Context, header: MD, channel: nice.Channel) {
  const client = lib.createClient(Echo, channel, { '*': { ctx }, unary: { header } });
  same<typeof client, nice.Client<Service, ours.ContextOptions>>(true);

  const message = await client.unary({}, { ctx, header, trailer: header });
  same<typeof message, Message>(true);
  const stream = client.serverStream({}, { ctx });
  same<typeof stream, AsyncIterable<Message>>(true);
  await client.clientStream(client.bidi(stream, { trailer: header }), { signal: ctx.signal });

  // @ts-expect-error -- a context is no metadata
  await client.unary({}, { ctx: header });
  // @ts-expect-error -- the options are those that there are
  await client.unary({}, { context: ctx });
  // @ts-expect-error -- a header is filled, so it is an MD
  await client.unary({}, { header: {} });
  // @ts-expect-error -- there is no such method
  client.other({});

  const retrying: nice.ClientMiddleware<{ retries?: number }> = (call, options) =>
    call.next(call.request, options);
  const factory = lib.createClientFactory().use(retrying);
  same<typeof factory, nice.ClientFactory<ours.ContextOptions & { retries?: number }>>(true);
  await factory.create(Echo, channel).unary({}, { ctx, retries: 1 });
}

function handedOn(): void {
  same<ours.CallContext, nice.CallContext>(true);
  same<ours.CallOptions, nice.CallOptions>(true);
  same<ours.ServerMiddleware<{ a: 1 }>, nice.ServerMiddleware<{ a: 1 }>>(true);
  same<ours.Client<Service>, nice.Client<Service>>(true);
  same<ours.ServiceImplementation<Service>, nice.ServiceImplementation<Service>>(true);
}

function servers(lib: typeof ours) {
  const server = lib.createServer();
  same<typeof server, nice.Server<ours.ContextExt>>(true);
  const knowing: nice.ServerMiddleware<{ user: string }, ours.ContextExt> = (call, context) =>
    call.next(call.request, { ...context, user: String(context.ctx) });
  const more = server.use(knowing);
  const handlers: nice.ServiceImplementation<Service, ours.ContextExt & { user: string }> = {
    async unary(request, context) {
      same<typeof request, Message>(true);
      same<typeof context.ctx, Context>(true);
      same<typeof context.user, string>(true);
      same<typeof context.metadata, nice.Metadata>(true);
      context.header.set('k', 'v');
      context.sendHeader();
      return {};
    },
    clientStream: async () => ({}),
    serverStream: async function* () {},
    bidi: async function* () {},
  };
  more.add(Echo, handlers);
  // @ts-expect-error -- nobody gives the handlers a user
  server.add(Echo, handlers);
  // @ts-expect-error -- nor has nice-grpc's own server a context
  ({}) as nice.Server satisfies ours.Server<ours.ContextExt>;
}

describe('the types of mdctx/nice-grpc', () => {
  it('are those of nice-grpc and what contexts need', () => {
    expect([program, withContexts, handedOn, servers]).toHaveLength(4);
  });

  it('take the place of nice-grpc’s', () => {
    const inPlace = (lib: typeof ours) => program(lib);
    expect(inPlace).toBeInstanceOf(Function);
  });
});
