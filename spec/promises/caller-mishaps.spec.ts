import { Client, credentials, InterceptingCall, type Interceptor, Metadata } from '@grpc/grpc-js';
import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, run, withCancel } from '../../lib/context';
import type { ClientInterceptors, ClientStream } from '../../lib/grpc';
import { clientInterceptor } from '../../lib/grpc-js';
import { MD } from '../../lib/metadata';
import { type Channel, createClient, createClientFactory } from '../../lib/nice-grpc';
import { Peer } from '../../lib/peer';
import { EOF, newClient, OnFinish } from '../../lib/stub';
import { called, handlersOf, served } from '../stub/stage';
import { asTheyAre } from '../support/adapters/connect-interceptors';
import { outcomeOf } from '../support/adapters/outcome';
import { promised } from '../support/adapters/stage';
import { Echo, kinds, type Message } from '../support/echo';
import { each } from '../support/queue';

// What a caller does wrong, and what stands in its way, fails that call alone.

const answer = { handlers: handlersOf(() => {}) };

/** Has `use` run with a channel to a server that answers. */
const connected = (use: (channel: Channel) => Promise<void>) =>
  served(answer, async (_client, _port, channel) => use(channel));

describe('the options of a call', () => {
  const wrong: ReadonlyArray<[string, unknown]> = [
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['an array', []],
    ['a Map', new Map()],
    ['metadata of grpc-js', new Metadata()],
    ['a proxied MD', new Proxy(new MD(), {})],
    ['a string', 'x'],
  ];
  const frozenPeer = Object.freeze(new Peer());
  const cases = [
    ...wrong.flatMap(([name, value]) =>
      (['header', 'trailer', 'peer', 'ctx'] as const).map((word) => [word, name, value] as const),
    ),
    ['peer', 'a frozen Peer', frozenPeer] as const,
  ];

  it.each(cases)('are refused at the call: { %s: %s }', async (word, _, value) => {
    await connected(async (channel) => {
      const client = createClient(Echo, channel);
      const options = { [word]: value } as object;
      for (const kind of kinds) {
        const call = () =>
          Reflect.apply(client[kind], client, [
            kind === 'unary' || kind === 'serverStream' ? {} : each({}),
            options,
          ]);
        expect(call).toThrow(TypeError);
        expect(call).toThrow(`${word} must be a`);
      }
      const raw = new Client('', credentials.createInsecure(), {
        channelOverride: channel,
        interceptors: [clientInterceptor()],
      });
      const { path, requestSerialize, responseDeserialize } = Echo.unary;
      expect(() =>
        raw.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, options, () => {}),
      ).toThrow(TypeError);
    });
  });

  it.each([
    ['signal', { aborted: false }],
    ['signal', 5],
    ['onHeader', 'x'],
    ['onTrailer', {}],
  ])('are refused at the call where nice-grpc has a word: %s: %p', async (word, value) => {
    await connected(async (channel) => {
      const client = createClient(Echo, channel);
      expect(() => client.unary({}, { [word]: value } as object)).toThrow(TypeError);
      expect(() => client.bidi(each({}), { [word]: value } as object)).toThrow(`${word} must be a`);
    });
  });

  it('are not a context, nor misspelt', async () => {
    await connected(async (channel) => {
      const client = createClient(Echo, channel);
      const given = (): object => background(); // the compiler refuses it where it knows that it is a context
      expect(() => client.unary({}, given())).toThrow('write { ctx }');
      expect(() => client.unary({}, { context: background() } as object)).toThrow('write "ctx"');
      expect(() => client.unary({}, { headers: new MD() } as object)).toThrow('write "header"');
      await client.unary({}, { headers: {}, retry: true } as object); // a middleware's own
      expect(() => createClientFactory({ unaryInterceptor: () => {} } as object)).toThrow(TypeError);
      expect(() => clientInterceptor([] as object)).toThrow(TypeError);
      expect(() => newClient(Echo, channel, { interceptors: [] } as object)).toThrow(TypeError);
    });
  });
});

describe('the error of a call', () => {
  it('has the line where it was awaited in its stack', async () => {
    const handlers = handlersOf(() => {
      throw new ServerError(Status.ABORTED, 'no');
    });
    await served({ handlers }, async (client, _port, channel) => {
      const nice = createClient(Echo, channel);
      async function theLineOfTheUser(call: () => Promise<unknown>): Promise<string | undefined> {
        try {
          await call();
        } catch (error) {
          return error instanceof ClientError ? error.stack : undefined;
        }
        return undefined;
      }
      const drain = async (messages: AsyncIterable<Message>) => {
        for await (const _ of messages);
      };
      const stacks = await Promise.all([
        theLineOfTheUser(() => client.unary({})),
        theLineOfTheUser(() => nice.unary({})),
        theLineOfTheUser(() => nice.clientStream(each({}))),
        theLineOfTheUser(() => drain(nice.serverStream({}))),
        theLineOfTheUser(async () => (await client.serverStream({})).recv()),
      ]);
      for (const stack of stacks) expect(stack).toContain('theLineOfTheUser');
    });
  });

  it('tells that the current context had ended, and when', async () => {
    await served(answer, async (client, _port, channel) => {
      const [ended, cancel] = withCancel(background());
      cancel();
      const failure = await run(ended, () => client.unary({}).catch((error: unknown) => error));
      expect(failure).toMatchObject({ code: Status.CANCELLED });
      expect(String(failure)).toMatch(/context canceled: the current context had ended at \d{4}-\d\d-\d\dT/);
      const given = await createClient(Echo, channel)
        .unary({}, { ctx: ended })
        .catch((error: unknown) => error);
      expect(given).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
    });
  });
});

describe('an interceptor of a client', () => {
  const both = (unary: unknown, stream: unknown): ClientInterceptors =>
    ({ unaryInterceptors: [unary], streamInterceptors: [stream] }) as ClientInterceptors;

  promised(
    'that returns nothing ends the call with INTERNAL, and the text says what to write',
    async (stage) => {
      stage.clientInterceptors = both(
        async () => {},
        async () => {},
      );
      const { code, details } = await stage.call(() => {});
      expect(code).toBe(Status.INTERNAL);
      expect(details).toMatch(/must return .* as "return (invoker|streamer)\(/);
    },
  );

  promised('that is a method taken off its object says how to bind it', async (stage) => {
    class Auth {
      token = 'x';
      unary(
        ctx: Context,
        method: string,
        req: unknown,
        invoker: (...args: unknown[]) => unknown,
        opts: unknown,
      ) {
        return this.token && invoker(ctx, method, req, opts);
      }
      stream(
        ctx: Context,
        desc: unknown,
        method: string,
        streamer: (...args: unknown[]) => unknown,
        opts: unknown,
      ) {
        return this.token && streamer(ctx, desc, method, opts);
      }
    }
    const auth = new Auth();
    stage.clientInterceptors = asTheyAre(both(auth.unary, auth.stream));
    const client = await stage.serve(() => {});
    const failure = await client
      .call(stage.kind)
      .next()
      .catch((error: unknown) => error);
    expect(String(failure)).toContain('auth.intercept.bind(auth)');
  });

  promised('that throws a status of its own fails the call with it', async (stage) => {
    stage.clientInterceptors = both(
      async () => {
        throw new ServerError(Status.UNAUTHENTICATED, 'no token');
      },
      async () => {
        throw new ServerError(Status.UNAUTHENTICATED, 'no token');
      },
    );
    expect(await stage.call(() => {})).toMatchObject({ code: Status.UNAUTHENTICATED, details: 'no token' });
  });

  promised('whose streams are objects of classes composes with one that spreads', async (stage) => {
    class Wrapped {
      readonly context: Context;
      constructor(readonly inner: ClientStream) {
        this.context = inner.context;
      }
      send(message: unknown) {
        return this.inner.send(message);
      }
      closeSend() {
        this.inner.closeSend();
      }
      recv() {
        return this.inner.recv();
      }
      header() {
        return this.inner.header();
      }
      trailer() {
        return this.inner.trailer();
      }
    }
    type Streamer = (...args: unknown[]) => Promise<ClientStream>;
    stage.clientInterceptors = asTheyAre<ClientInterceptors>({
      streamInterceptors: [
        async (ctx, desc, method, streamer, opts) => {
          const stream = await streamer(ctx, desc, method, opts);
          return { ...stream, recv: () => stream.recv() };
        },
        (async (ctx: unknown, desc: unknown, method: unknown, streamer: Streamer, opts: unknown) =>
          new Wrapped(await streamer(ctx, desc, method, opts))) as never,
      ],
    });
    expect(await stage.call(({ send }) => send({ text: 'x' }))).toMatchObject({
      code: Status.OK,
      messages: [{ text: 'x' }],
    });
  });

  it('whose stream lacks a member, or rejects in header(), or throws in trailer(), ends the call', async () => {
    const faults: Array<(stream: ClientStream) => unknown> = [
      ({ header: _, ...rest }) => rest,
      (stream) => ({ ...stream, header: async () => Promise.reject(new Error('header')) }),
      (stream) => ({
        ...stream,
        trailer: () => {
          throw new Error('trailer');
        },
      }),
    ];
    for (const fault of faults) {
      const streamInterceptors = [
        async (...[ctx, desc, method, streamer, opts]: never[]) =>
          fault(
            await (streamer as never as (...args: unknown[]) => Promise<ClientStream>)(
              ctx,
              desc,
              method,
              opts,
            ),
          ),
      ] as never;
      await connected(async (channel) => {
        const client = createClientFactory({ streamInterceptors }).create(Echo, channel);
        const messages: unknown[] = [];
        await (async () => {
          for await (const message of client.serverStream({})) messages.push(message);
        })().catch((error: unknown) => messages.push(error));
        expect(messages.length).toBeGreaterThan(0);
      });
    }
  });
});

describe('interceptors of grpc-js around ours', () => {
  const { unary, bidi } = Echo;
  const later: Interceptor = (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start: (metadata, listener, next) => setImmediate(() => next(metadata, listener)),
    });
  const dial = (channel: Channel, ...interceptors: Interceptor[]) =>
    new Client('', credentials.createInsecure(), { channelOverride: channel, interceptors });

  it.each([
    ['before', [later, clientInterceptor()]],
    ['after', [clientInterceptor(), later]],
  ])('that start later deliver, %s it', async (_, interceptors) => {
    await connected(async (channel) => {
      const call = dial(channel, ...interceptors).makeBidiStreamRequest(
        bidi.path,
        bidi.requestSerialize,
        bidi.responseDeserialize,
      );
      call.write({});
      call.end();
      const messages: unknown[] = [];
      for await (const message of call) messages.push(message);
      expect(messages).toEqual([{}]);
    });
  });

  it.each([
    ['before', [later, clientInterceptor()]],
    ['after', [clientInterceptor(), later]],
  ])('that start later see a call cancelled meanwhile end, %s it', async (_, interceptors) => {
    await connected(async (channel) => {
      const [ctx, cancel] = withCancel(background());
      const client = dial(channel, ...interceptors);
      const codec = [unary.path, unary.requestSerialize, unary.responseDeserialize] as const;
      const ended = new Promise((resolve) => client.makeUnaryRequest(...codec, {}, { ctx }, resolve));
      cancel();
      expect(await ended).toMatchObject({ code: Status.CANCELLED });
      const failed = new Promise((resolve) => client.makeUnaryRequest(...codec, {}, resolve).cancel());
      void failed;
      const own = new Promise((resolve) => {
        const call = client.makeUnaryRequest(...codec, {}, resolve);
        call.cancel();
      });
      expect(await own).toMatchObject({ code: Status.CANCELLED });
    });
  });

  it('that return no call end it with INTERNAL, and the text says what to write', async () => {
    await connected(async (channel) => {
      const client = dial(channel, clientInterceptor(), (() => undefined) as never);
      const failure = await new Promise((resolve) =>
        client.makeUnaryRequest(unary.path, unary.requestSerialize, unary.responseDeserialize, {}, resolve),
      );
      expect(failure).toMatchObject({
        code: Status.INTERNAL,
        details: expect.stringContaining('return new InterceptingCall'),
      });
    });
  });

  it('run callbacks of write and credentials in the context of the caller', async () => {
    await connected(async (channel) => {
      const [ctx] = withCancel(background());
      const seen: boolean[] = [];
      await run(ctx, async () => {
        const call = dial(channel, clientInterceptor()).makeBidiStreamRequest(
          bidi.path,
          bidi.requestSerialize,
          bidi.responseDeserialize,
        );
        await new Promise<void>((resolve) =>
          call.write({}, () => {
            seen.push(current() === ctx);
            resolve();
          }),
        );
        call.end();
        for await (const _ of call);
      });
      expect(seen).toEqual([true]);
    });
  });
});

describe('what nobody awaits', () => {
  it('ends no process: send and closeSend after the end, OnFinish that throws', async () => {
    const warned: string[] = [];
    jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void warned.push(String(warning)));
    const handlers = handlersOf(() => {
      throw new ServerError(Status.ABORTED, 'no');
    });
    await served({ handlers }, async (client) => {
      const stream = await client.bidi();
      await stream.header();
      void stream.send({});
      stream.closeSend();
      void stream.send({});
      await expect(stream.recv()).rejects.toMatchObject({ code: Status.ABORTED });
      expect(await stream.send({}).catch((error: unknown) => error)).toMatchObject({});
      await called(
        client,
        'unary',
        undefined,
        OnFinish(() => {
          throw new Error('log');
        }),
      );
    });
    expect(warned.join()).toContain('OnFinish');
    jest.restoreAllMocks();
  });

  it('says EOF to a sender that goes on', async () => {
    const handlers = handlersOf(() => {
      throw new ServerError(Status.ABORTED, 'no');
    });
    await served({ handlers }, async (client) => {
      const stream = await client.bidi();
      let failure: unknown;
      for (let n = 0; n < 1000 && failure === undefined; n++)
        failure = await stream.send({ n }).then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(failure).toBe(EOF);
      expect(await outcomeOf({ next: () => stream.recv() as never })).toMatchObject({ code: Status.ABORTED });
    });
  });
});
