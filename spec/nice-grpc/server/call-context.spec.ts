import { type CallContext, ServerError, type ServerMiddleware, Status } from 'nice-grpc-common';
import {
  Canceled,
  type Context,
  current,
  DeadlineExceeded,
  key,
  withCancel,
  withTimeout,
  withValue,
} from '../../../lib/context';
import {
  type ContextExt,
  createChannel,
  createClient,
  createServer,
  type Server,
} from '../../../lib/nice-grpc';
import { Echo, type Kind, kinds } from '../../support/echo';
import { Moment } from '../../support/moment';
import { each } from '../../support/queue';

const userKey = key<string>('user');
const open: Array<() => void> = [];
afterEach(() => {
  for (const end of open.splice(0)) end();
});

type Context_ = CallContext & ContextExt;

/** What a handler sees: on entering, after an `await`, and in its `CallContext`. */
interface Seen {
  readonly current: Context;
  readonly later: Context;
  readonly context: Context_;
}

/** Has a call of `kind` handled by a server with `middleware`, and returns what its handler saw. */
async function seenBy(
  kind: Kind,
  use: (server: Server<ContextExt>) => Server<ContextExt>,
  handle: (seen: Seen) => Promise<void> = async () => {},
): Promise<Seen> {
  const moment = new Moment<Seen>();
  const look = async (context: Context_) => {
    const first = current();
    await undefined;
    const seen = { current: first, later: current(), context };
    moment.come(seen);
    await handle(seen);
  };
  const server = use(createServer());
  server.add(Echo, {
    unary: async (_, context) => look(context).then(() => ({})),
    async *serverStream(_, context) {
      await look(context);
      yield {};
    },
    clientStream: async (_, context) => look(context).then(() => ({})),
    async *bidi(_, context) {
      await look(context);
      yield {};
    },
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  open.push(
    () => channel.close(),
    () => server.forceShutdown(),
  );
  const client = createClient(Echo, channel);
  const failed = async () => {
    if (kind === 'unary') return client.unary({});
    if (kind === 'clientStream') return client.clientStream(each({}));
    for await (const _ of kind === 'bidi' ? client.bidi(each({})) : client.serverStream({}));
    return undefined;
  };
  await failed().catch((error) => {
    if (!(error instanceof Error)) throw error;
  });
  return moment.came;
}

/** A middleware that passes on what `change` makes of the `CallContext`. */
function changing(change: (context: Context_) => Context_): ServerMiddleware<object, ContextExt> {
  return async function* (call, context) {
    return yield* call.next(call.request, change(context));
  };
}

/** The same as a plain function, whose body runs when it is called. */
function changingAtOnce(change: (context: Context_) => Context_): ServerMiddleware<object, ContextExt> {
  return (call, context) => call.next(call.request, change(context));
}

describe('a middleware of nice-grpc that passes on another', () => {
  for (const kind of kinds)
    for (const [name, make] of [
      ['generator', changing],
      ['function', changingAtOnce],
    ] as const) {
      it(`ctx: it is current in the handler, and its CallContext's, ${kind}, ${name}`, async () => {
        const middleware = make((context) => ({ ...context, ctx: withValue(context.ctx, userKey, 'ann') }));
        const { current, later, context } = await seenBy(kind, (server) => server.use(middleware));
        expect(current.value(userKey)).toBe('ann');
        expect([later, context.ctx]).toEqual([current, current]);
        expect(context.ctx === current && later === current).toBe(true);
      });

      it(`ctx: middleware further in runs in it, ${kind}, ${name}`, async () => {
        const seen: unknown[] = [];
        const outer = make((context) => ({ ...context, ctx: withValue(context.ctx, userKey, 'ann') }));
        const inner = make((context) => {
          seen.push(current().value(userKey), context.ctx.value(userKey));
          return context;
        });
        await seenBy(kind, (server) => server.use(outer).use(inner));
        expect(seen).toEqual(['ann', 'ann']);
      });

      it(`ctx: that ends: so does its signal, ${kind}, ${name}`, async () => {
        const middleware = make((context) => ({ ...context, ctx: withTimeout(context.ctx, 30)[0] }));
        const ended = new Moment<unknown>();
        await seenBy(
          kind,
          (server) => server.use(middleware),
          async ({ context }) => {
            await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
            ended.come(current().err());
          },
        );
        expect(await ended.came).toBe(DeadlineExceeded);
      });

      it(`signal: the context follows it, ${kind}, ${name}`, async () => {
        const controller = new AbortController();
        const middleware = make((context) => ({ ...context, signal: controller.signal }));
        const ended = new Moment<unknown[]>();
        await seenBy(
          kind,
          (server) => server.use(middleware),
          async ({ context, current: ctx }) => {
            expect([context.signal, context.ctx]).toEqual([controller.signal, ctx]);
            expect(ctx.err()).toBeUndefined();
            controller.abort();
            ended.come([ctx.err(), current().err(), context.signal.aborted]);
          },
        );
        expect(await ended.came).toEqual([Canceled, Canceled, true]);
      });
    }

  it('CallContext with more in it: the context is as it was', async () => {
    const seen: Context[] = [];
    const middleware = changing((context) => {
      seen.push(context.ctx, current());
      return { ...context, more: 1 } as Context_;
    });
    const { current: ctx, context } = await seenBy('unary', (server) => server.use(middleware));
    expect([seen[0] === ctx, seen[1] === ctx, context.ctx === ctx]).toEqual([true, true, true]);
    expect(context).toMatchObject({ more: 1 });
  });

  it('CallContext without ctx: the handler has it all the same', async () => {
    const middleware = changing(({ ctx: _, ...context }) => context as Context_);
    const { current: ctx, context } = await seenBy('unary', (server) => server.use(middleware));
    expect(context.ctx === ctx).toBe(true);
  });
});

describe('the signal of a CallContext', () => {
  for (const kind of kinds)
    for (const wrapped of [false, true]) {
      it(`never aborts after a call that succeeded, ${kind}${wrapped ? ', with middleware' : ''}`, async () => {
        const use = (server: Server<ContextExt>) =>
          wrapped ? server.use(changing((context) => context)) : server;
        const { context, current: ctx } = await seenBy(kind, use, async ({ context }) => {
          expect(context.signal.aborted).toBe(false);
        });
        expect(ctx.err()).toBe(Canceled);
        expect(context.signal.aborted).toBe(false);
      });
    }

  it('never aborts after a call that succeeded in a context that an interceptor derived', async () => {
    const seen = new Moment<Context_>();
    const [derived] = [(ctx: Context) => withCancel(ctx)[0]];
    const server = createServer({
      unaryInterceptors: [(ctx, req, _, handler) => handler(derived(ctx), req)],
    });
    server.add(Echo, {
      unary: async (_, context) => {
        void context.signal;
        seen.come(context);
        return {};
      },
      async *serverStream() {},
      clientStream: async () => ({}),
      async *bidi() {},
    });
    const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
    open.push(
      () => channel.close(),
      () => server.forceShutdown(),
    );
    await createClient(Echo, channel).unary({});
    const { signal, ctx } = await seen.came;
    expect([ctx.err(), signal.aborted]).toEqual([Canceled, false]);
  });

  it('is not asked for by a spread of the CallContext in vain: it follows the call', async () => {
    const aborted = new Moment<boolean>();
    const server = createServer();
    server.add(Echo, {
      unary: async (_, context) => {
        const { signal } = { ...context };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted.come(context.signal.aborted);
        throw new ServerError(Status.CANCELLED, '');
      },
      async *serverStream() {},
      clientStream: async () => ({}),
      async *bidi() {},
    });
    const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
    open.push(
      () => channel.close(),
      () => server.forceShutdown(),
    );
    const client = createClient(Echo, channel);
    await expect(client.unary({}, { ctx: withTimeout(50)[0] })).rejects.toThrow();
    expect(await aborted.came).toBe(true);
  });
});
