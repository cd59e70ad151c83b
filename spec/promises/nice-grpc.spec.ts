import { type CallContext, createChannel, type ServiceImplementation } from 'nice-grpc';
import { type ClientMiddleware, Metadata, ServerError, Status } from 'nice-grpc-common';
import {
  afterFunc,
  background,
  Canceled,
  current,
  DeadlineExceeded,
  run,
  withCancel,
  withValue,
} from '../../lib/context';
import { fromContextError, sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  MD,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
} from '../../lib/metadata';
import {
  type ContextExt,
  type ContextOptions,
  createClient,
  createClientFactory,
  createServer,
} from '../../lib/nice-grpc';
import { unshared } from '../support/adapters/adapter';
import { plain } from '../support/adapters/outcome';
import { foreign } from '../support/adapters/stage';
import { itAnywhere } from '../support/anywhere';
import { Echo, type Message } from '../support/echo';
import { Moment } from '../support/moment';
import { each } from '../support/queue';
import { Places } from './places';

// What the table of promises does not reach: generators as nice-grpc runs them, its CallContext, its middleware.

type Implementation = ServiceImplementation<typeof Echo, ContextExt>;

/** Servers and channels of one test. */
const open: Array<() => void> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** Returns a channel to a server with `handlers`. */
async function listen(handlers: Partial<Implementation>) {
  const unary = async () => ({});
  const stream = async function* () {};
  const server = createServer();
  server.add(Echo, { unary, serverStream: stream, clientStream: unary, bidi: stream, ...handlers });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`, undefined, unshared);
  open.push(
    () => server.forceShutdown(),
    () => channel.close(),
  );
  return channel;
}

/** Returns a client of a server with `handlers`. */
const serve = async (handlers: Partial<Implementation>) => createClient(Echo, await listen(handlers));

async function drain(responses: AsyncIterable<Message>): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const message of responses) messages.push(message);
  return messages;
}

describe('a handler that is a generator', () => {
  itAnywhere('is in the context of its call after each yield and in finally', async () => {
    const places = new Places();
    const client = await serve({
      async *bidi(requests) {
        places.note('body');
        try {
          for await (const request of requests) {
            places.note('request');
            yield request;
            places.note('yield');
          }
          yield* each({}, {});
          places.note('yield*');
        } finally {
          places.note('finally');
        }
      },
    });
    await drain(client.bidi(each({}, {})));
    const loop = ['request', 'yield', 'request', 'yield'];
    expect(places.names).toEqual(['body', ...loop, 'yield*', 'finally']);
    expect(places.strange()).toEqual([]);
  });

  itAnywhere('is in it in finally, when the client stops reading and cancels', async () => {
    const places = new Places();
    const over = new Moment();
    const large = { text: 'x'.repeat(1 << 20) };
    const client = await serve({
      async *serverStream() {
        places.note('body');
        try {
          for (;;) yield large;
        } finally {
          await undefined;
          places.note('finally');
          over.come();
        }
      },
    });
    for await (const _ of client.serverStream({})) break;
    await over.came;
    expect(places.names).toEqual(['body', 'finally']);
    expect(places.strange()).toEqual([]);
  });
});

describe('the CallContext of a handler', () => {
  /** Returns the CallContext of a unary call, as `look` sees it. */
  async function called(look: (context: CallContext & ContextExt) => void, options = {}): Promise<void> {
    const client = await serve({
      async unary(_, context) {
        look(context);
        return {};
      },
    });
    await client.unary({}, options);
  }

  itAnywhere('has the context of the call', async () => {
    const same: boolean[] = [];
    await called(({ ctx }) => same.push(ctx === current()));
    expect(same).toEqual([true]);
  });

  it('has the metadata as nice-grpc has it', async () => {
    const values: unknown[] = [];
    const ctx = newOutgoingContext(background(), Pairs('k', '1', 'k', '2', 'k-bin', Uint8Array.of(255)));
    await called(({ metadata }) => values.push(metadata.get('k'), [...(metadata.get('k-bin') ?? [])]), {
      ctx,
    });
    expect(values).toEqual(['1, 2', [255]]);
  });

  it('has a signal whose listeners run in the context of the call', async () => {
    const places = new Places();
    const [started, over] = [new Moment(), new Moment()];
    const client = await serve({
      async unary(_, { signal }) {
        places.note('body');
        signal.addEventListener('abort', () => {
          places.note('abort');
          over.come();
        });
        started.come();
        await over.came;
        return {};
      },
    });
    const [ctx, cancel] = withCancel(background());
    const call = client.unary({}, { ctx });
    await started.came;
    cancel();
    await expect(call).rejects.toThrow();
    await over.came;
    expect(places.names).toEqual(['body', 'abort']);
    expect(places.strange()).toEqual([]);
  });

  it('has a header and a trailer that are sent after what was set', async () => {
    const [header, trailer] = [new MD(), new MD()];
    await called(
      (context) => {
        setHeader(Pairs('k', '1', 'k', '2'));
        setTrailer(Pairs('k', '1', 'k', '2'));
        context.header.set('k', 'own');
        context.trailer.set('k', 'own');
      },
      { header, trailer },
    );
    expect([plain(header), plain(trailer)]).toEqual([{ k: ['1', '2', 'own'] }, { k: ['1', '2', 'own'] }]);
  });

  it('sends by its sendHeader what was set, and only one of the two can send', async () => {
    const header = new MD();
    const errors: string[] = [];
    await called(
      (context) => {
        setHeader(Pairs('k', 'set'));
        context.header.set('k', 'own');
        context.sendHeader();
        try {
          sendHeader(Pairs('k', 'late'));
        } catch (error) {
          errors.push(String(error));
        }
      },
      { header },
    );
    expect(plain(header)).toEqual({ k: ['set', 'own'] });
    expect(errors).toEqual([expect.stringContaining('transport: SendHeader called multiple times')]);
  });
});

describe('what a handler throws', () => {
  const inner = new Error('and so on', { cause: DeadlineExceeded });
  const table: ReadonlyArray<readonly [string, unknown, Status, string]> = [
    ['Canceled', Canceled, Status.CANCELLED, 'context canceled'],
    ['DeadlineExceeded', DeadlineExceeded, Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
    ['an error that was caused by one', inner, Status.DEADLINE_EXCEEDED, 'and so on'],
    ['a ServerError', new ServerError(Status.ABORTED, 'no'), Status.ABORTED, 'no'],
    ['fromContextError()', fromContextError(Canceled), Status.CANCELLED, 'context canceled'],
  ];

  it.each(table)('is the status of the call: %s', async (_, error, code, details) => {
    const client = await serve({
      async unary() {
        throw error;
      },
      async *serverStream() {
        yield {};
        throw error;
      },
    });
    await expect(client.unary({})).rejects.toMatchObject({ code, details });
    await expect(drain(client.serverStream({}))).rejects.toMatchObject({ code, details });
  });
});

describe('a stream that is read elsewhere than it was called', () => {
  itAnywhere('is made with the context in which it was called', async () => {
    const client = await serve({
      async *serverStream() {
        yield { id: valueFromIncomingContext('id') };
      },
    });
    const [caller, reader] = [
      appendToOutgoingContext('id', 'caller'),
      appendToOutgoingContext('id', 'reader'),
    ];
    const responses = run(caller, () => client.serverStream({}));
    const messages = await run(reader, async () => {
      const places = new Places();
      const read: Message[] = [];
      for await (const message of responses) {
        places.note('message');
        read.push(message);
      }
      places.note('end');
      expect(places.strange(reader)).toEqual([]);
      return read;
    });
    expect(messages).toEqual([{ id: ['caller'] }]);
  });
});

describe('middleware of a client', () => {
  const appending: ClientMiddleware<unknown, ContextOptions> = async function* (call, options) {
    const ctx = appendToOutgoingContext(options.ctx ?? current(), 'k', 'middleware');
    return yield* call.next(call.request, { ...options, ctx });
  };

  itAnywhere('may give a call another context', async () => {
    const md: Array<MD | undefined> = [];
    const channel = await listen({
      async unary() {
        md.push(fromIncomingContext());
        return {};
      },
      async *bidi(requests) {
        md.push(fromIncomingContext());
        yield* requests;
      },
    });
    const client = createClientFactory().use(appending).create(Echo, channel);
    const ctx = newOutgoingContext(background(), Pairs('k', 'caller'));
    await client.unary({}, { ctx, metadata: new Metadata({ k: 'own' }) });
    await run(ctx, () => drain(client.bidi(each({}))));
    expect(md.map((incoming) => incoming?.get('k'))).toEqual([
      ['caller', 'middleware', 'own'],
      ['caller', 'middleware'],
    ]);
  });

  itAnywhere('runs in the context in which the call was made', async () => {
    const places = new Places();
    const noting: ClientMiddleware = async function* (call, options) {
      places.note('before');
      const response = yield* call.next(call.request, options);
      places.note('after');
      return response;
    };
    const client = createClientFactory()
      .use(noting)
      .create(Echo, await listen({}));
    const ctx = withValue(background(), foreign, 'caller');
    await run(ctx, () => client.unary({}));
    expect(places.names).toEqual(['before', 'after']);
    expect(places.strange(ctx)).toEqual([]);
  });
});

describe('default options of a client', () => {
  it('hold for its calls', async () => {
    const ids: unknown[] = [];
    const channel = await listen({
      async unary() {
        ids.push(valueFromIncomingContext('id'));
        return {};
      },
    });
    const ctx = newOutgoingContext(background(), Pairs('id', 'default'));
    const client = createClient(Echo, channel, { '*': { ctx } });
    await client.unary({});
    await client.unary({}, { ctx: newOutgoingContext(background(), Pairs('id', 'own')) });
    expect(ids).toEqual([['default'], ['own']]);
  });
});

describe('afterFunc() in a handler', () => {
  it('is called when the handler has returned', async () => {
    const ended = new Moment<Error | undefined>();
    const client = await serve({
      async unary(_, { ctx }) {
        afterFunc(() => ended.come(ctx.err()));
        return {};
      },
    });
    await client.unary({});
    expect(await ended.came).toBe(Canceled);
  });
});
