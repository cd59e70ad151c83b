import { type ClientMiddleware, ServerError, Status } from 'nice-grpc-common';
import { background, Canceled, type Context, withCancel, withTimeout } from '../../lib/context';
import type { ClientInterceptors, ClientStream, ContextOptions, ServerInterceptors } from '../../lib/grpc';
import { type Client, createClientFactory } from '../../lib/nice-grpc';
import { PerRPCCredentials } from '../../lib/stub';
import { called, handlersOf, itOfEach, served } from '../stub/stage';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import { promised, type Stage } from '../support/adapters/stage';
import { Echo, type Kind } from '../support/echo';
import { Moment } from '../support/moment';
import { node } from '../support/node';
import { each } from '../support/queue';

// An interceptor that waits for what never comes: the call ends with its context.

const answer = ({ send }: Handling) => send({ text: 'x' });
/** Reads a call of nice-grpc's to its end. */
async function readAll(
  client: Client<typeof Echo, ContextOptions>,
  kind: Kind,
  options: ContextOptions,
): Promise<void> {
  if (kind === 'unary') await client.unary({}, options);
  else if (kind === 'clientStream') await client.clientStream(each({}), options);
  else
    for await (const _ of kind === 'bidi'
      ? client.bidi(each({}), options)
      : client.serverStream({}, options));
}

const never = <T>() => new Promise<T>(() => {});

type Wait = (ctx: Context) => Promise<never>;

const idle: ClientInterceptors = { unaryInterceptors: [() => never()], streamInterceptors: [() => never()] };

/** After what the call has come to. */
const afterwards: ClientInterceptors = {
  unaryInterceptors: [
    async (ctx, method, req, invoker, opts) => {
      await invoker(ctx, method, req, opts).catch(() => {});
      return never();
    },
  ],
  streamInterceptors: [
    async (ctx, desc, method, streamer, opts) => {
      const stream = await streamer(ctx, desc, method, opts);
      await stream.header().catch(() => {});
      return never();
    },
  ],
};

/** Only streams have these. */
const silent = (part: Partial<ClientStream>): ClientInterceptors => ({
  unaryInterceptors: idle.unaryInterceptors,
  streamInterceptors: [
    async (ctx, desc, method, streamer, opts) => ({ ...(await streamer(ctx, desc, method, opts)), ...part }),
  ],
});

const ends: ReadonlyArray<readonly [string, () => Context, Status, string]> = [
  [
    'at its deadline',
    () => withTimeout(background(), 30)[0],
    Status.DEADLINE_EXCEEDED,
    'context deadline exceeded',
  ],
  [
    'when it is cancelled',
    () => {
      const [ctx, cancel] = withCancel(background());
      setTimeout(cancel, 30);
      return ctx;
    },
    Status.CANCELLED,
    'context canceled',
  ],
];

const waits: ReadonlyArray<readonly [string, ClientInterceptors]> = [
  ['never calls on', idle],
  ['never returns', afterwards],
  ['returns a stream that never receives', silent({ recv: () => never() })],
  ['returns a stream without end of its header', silent({ header: () => never(), recv: () => never() })],
];

describe('an interceptor of a client that never settles', () => {
  promised('ends with its call, whatever it waits for', async (stage) => {
    const { port } = await stage.listen(answer);
    const cases = waits.flatMap(([what, interceptors]) =>
      ends.map(async ([when, derive, code, details]) => {
        stage.clientInterceptors = interceptors;
        const outcome = await outcomeOf(stage.dial(port).call(stage.kind, { ctx: derive() }));
        expect([what, when, outcome]).toMatchObject([what, when, { code, details }]);
      }),
    );
    await Promise.all(cases);
  });

  promised('is not waited for by another call', async (stage) => {
    const [ctx, cancel] = withTimeout(background(), 30_000);
    let calls = 0;
    const choose = () => calls++ === 0;
    stage.clientInterceptors = {
      unaryInterceptors: [
        (ctx, method, req, invoker, opts) => (choose() ? never() : invoker(ctx, method, req, opts)),
      ],
      streamInterceptors: [
        (ctx, desc, method, streamer, opts) => (choose() ? never() : streamer(ctx, desc, method, opts)),
      ],
    };
    const client = await stage.serve(answer);
    const hung = outcomeOf(client.call(stage.kind, { ctx }));
    expect(await outcomeOf(client.call(stage.kind))).toMatchObject({ code: Status.OK });
    cancel();
    expect(await hung).toMatchObject({ code: Status.CANCELLED });
  });

  promised('may settle later: what it does then is ignored', async (stage) => {
    const late: Array<() => void> = [];
    const failing: Wait = () => new Promise((_, reject) => late.push(() => reject(new Error('late'))));
    stage.clientInterceptors = { unaryInterceptors: [failing], streamInterceptors: [failing] };
    const client = await stage.serve(answer);
    const outcome = await outcomeOf(client.call(stage.kind, { ctx: withTimeout(background(), 30)[0] }));
    for (const settle of late) settle();
    await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would fail the spec
    expect(outcome).toMatchObject({ code: Status.DEADLINE_EXCEEDED });
  });

  promised('but takes its time after the end of the call has the last word', async (stage) => {
    const explain = async (error: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new ServerError(Status.ABORTED, `explained: ${error instanceof Error}`);
    };
    stage.clientInterceptors = {
      unaryInterceptors: [
        (ctx, method, req, invoker, opts) => invoker(ctx, method, req, opts).catch(explain),
      ],
      streamInterceptors: [
        async (ctx, desc, method, streamer, opts) => {
          const stream = await streamer(ctx, desc, method, opts);
          return { ...stream, recv: () => stream.recv().catch(explain) };
        },
      ],
    };
    const begun = new Moment();
    const client = await stage.serve(() => {
      begun.come();
      return never();
    });
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await begun.came;
    cancel();
    expect(await outcome).toMatchObject({ code: Status.ABORTED, details: 'explained: true' });
  });

  promised(
    'does not keep a caller from messages that it reads late',
    async (stage) => {
      stage.clientInterceptors = {
        streamInterceptors: [(ctx, desc, method, streamer, opts) => streamer(ctx, desc, method, opts)],
      };
      const [ctx, cancel] = withCancel(background());
      const client = await stage.serve(async ({ send }) => {
        for (const text of ['a', 'b', 'c']) await send({ text });
      });
      const call = client.call(stage.kind, { ctx });
      const first = await call.next();
      await new Promise((resolve) => setTimeout(resolve, 50)); // the call is over
      cancel();
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect([first, await outcomeOf(call)]).toMatchObject([
        { text: 'a' },
        { code: Status.OK, messages: [{}, {}] },
      ]);
    },
    { kinds: ['serverStream', 'bidi'], except: ({ name }) => /connect|nest/i.test(name) },
  );

  itOfEach('may be a middleware of nice-grpc', async (kind) => {
    await served({ handlers: handlersOf(() => {}) }, async (_client, _port, channel) => {
      const waits: ReadonlyArray<ClientMiddleware> = [
        async function* () {
          yield await never();
        },
        async function* (call, options) {
          yield* call.next(call.request, options);
          return never();
        },
      ];
      const failures = waits.map((middleware) => {
        const client = createClientFactory().use(middleware).create(Echo, channel);
        const [ctx] = withTimeout(background(), 50);
        return readAll(client, kind, { ctx }).catch((error: unknown) => error);
      });
      const failure = { code: Status.DEADLINE_EXCEEDED, details: 'context deadline exceeded' };
      expect(await Promise.all(failures)).toMatchObject([failure, failure]);
    });
  });

  itOfEach('may be credentials', async (kind) => {
    const waiting = { getRequestMetadata: () => never<never>(), requireTransportSecurity: () => false };
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const { error } = await called(
        client,
        kind,
        withTimeout(background(), 50)[0],
        PerRPCCredentials(waiting),
      );
      expect(error).toMatchObject({ code: Status.DEADLINE_EXCEEDED });
    });
  });

  it('ends no process before its deadline', async () => {
    const program = `
      const { credentials } = require('@grpc/grpc-js');
      const { background, withTimeout } = require('./lib');
      const { newClient, withTransportCredentials, withChainUnaryInterceptor } = require('./lib/stub');
      const { Echo } = require('./spec/support/echo');
      const client = newClient(Echo, '127.0.0.1:1', withTransportCredentials(credentials.createInsecure()),
        withChainUnaryInterceptor(() => new Promise(() => {})));
      client.unary(withTimeout(background(), 50)[0], {}).catch((err) => console.log(err.details));
    `;
    const { stdout } = await node(['-r', 'ts-node/register', '-e', program]);
    expect(stdout.trim()).toBe('context deadline exceeded');
  });
});

describe('an interceptor of a server that never settles', () => {
  const idleServer: ServerInterceptors = {
    unaryInterceptors: [() => never()],
    streamInterceptors: [() => never()],
  };

  for (const [when, derive, code, details] of ends)
    promised(`leaves its client with an end ${when}`, async (stage: Stage) => {
      stage.serverInterceptors = idleServer;
      const client = await stage.serve(answer);
      const outcome = await outcomeOf(client.call(stage.kind, { ctx: derive() }));
      expect(outcome).toMatchObject({ code, details });
    });

  promised('has a context that has ended by then', async (stage) => {
    const [begun, ended] = [new Moment(), new Moment<Error | undefined>()];
    const wait = (ctx: Context) => {
      ctx.signal.addEventListener('abort', () => ended.come(ctx.err()));
      begun.come();
      return never<never>();
    };
    stage.serverInterceptors = {
      unaryInterceptors: [wait],
      streamInterceptors: [(_, stream) => wait(stream.context)],
    };
    const client = await stage.serve(answer);
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await begun.came;
    cancel();
    expect(await outcome).toMatchObject({ code: Status.CANCELLED });
    expect(await ended.came).toBe(Canceled);
  });
});
