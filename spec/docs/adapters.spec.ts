import { Client, credentials, Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';
import { Canceled, current, metadata, New, Pairs, setHeader, setTrailer } from 'mdctx';
import { serverInterceptor } from 'mdctx/grpc-js';
import { createServer } from 'mdctx/nice-grpc';
import { createChannel, createClient, Metadata } from 'nice-grpc';
import { GreeterDefinition } from '../examples/gen/greeter';
import { withGreeter } from '../examples/support/loopback';
import { Echo } from '../support/echo';

// What docs/adapters.md says and no example shows; the promises of both adapters are in spec/promises.

describe('docs/adapters.md: nice-grpc', () => {
  it("sends nice-grpc's own header and trailer after those that were set", async () => {
    const header = New();
    const trailer = New();
    await withGreeter(
      {
        async hello(_name, context) {
          context.header.set('k', 'own');
          context.trailer.set('k', 'own');
          setHeader(Pairs('k', 'set'));
          setTrailer(Pairs('k', 'set'));
          return {};
        },
      },
      (client) => client.hello({}, { header, trailer }).then(() => {}),
    );
    expect([header.get('k'), trailer.get('k')]).toEqual([
      ['set', 'own'],
      ['set', 'own'],
    ]);
  });

  it("sends nice-grpc's own metadata after that of the context, and joins it in nice-grpc's own alone", async () => {
    const seen: unknown[] = [];
    await withGreeter(
      {
        async hello(_name, context) {
          seen.push(context.metadata.get('k'), metadata.valueFromIncomingContext('k'));
          return {};
        },
      },
      async (client) => {
        const ctx = metadata.appendToOutgoingContext('k', 'of the context');
        await client.hello({}, { ctx, metadata: Metadata({ k: 'of the call' }) });
      },
    );
    expect(seen).toEqual(['of the context, of the call', ['of the context', 'of the call']]);
  });

  it('runs middleware and handlers in the context that the CallContext has', async () => {
    let agree = 0;
    const server = createServer().use(async function* (call, context) {
      if (context.ctx === current()) agree++;
      return yield* call.next(call.request, context);
    });
    const hello = async (_: unknown, { ctx }: { ctx: unknown }) => {
      if (ctx === current()) agree++;
      return {};
    };
    const none = async () => ({});
    async function* nothing() {}
    server.add(GreeterDefinition, { hello, helloOften: nothing, helloAll: none, helloEach: nothing });
    const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
    await createClient(GreeterDefinition, channel).hello({});
    channel.close();
    await server.shutdown();
    expect(agree).toBe(2);
  });
});

describe('docs/adapters.md: grpc-js', () => {
  it.each([
    ['a plain error has UNKNOWN', new Error('text'), 2, 'text'],
    ['Canceled has CANCELLED', Canceled, 1, 'context canceled'],
    ['what it caused has', new Error('text', { cause: Canceled }), 1, 'text'],
  ])('%s, with its text', async (_, error, code, details) => {
    const server = new Server({ interceptors: [serverInterceptor()] });
    server.addService(
      { unary: Echo.unary },
      { unary: (_call: unknown, reply: (e: Error) => void) => reply(error) },
    );
    const port = await new Promise<number>((resolve) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, bound) => resolve(bound));
    });
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = Echo.unary;
    const failed = await new Promise<ServiceError | null>((resolve) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, resolve);
    });
    client.close();
    server.forceShutdown();
    expect(failed).toMatchObject({ code, details });
  });
});
