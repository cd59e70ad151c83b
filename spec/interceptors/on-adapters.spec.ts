import { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, key, withValue } from '../../lib/context';
import { policy } from '../../lib/forward';
import { setTrailer } from '../../lib/grpc';
import {
  assignRequestId,
  auth,
  authFromMD,
  type CallEvent,
  type ClientInterceptor,
  clientLogging,
  clientSelector,
  forwarding,
  inOrder,
  logging,
  realip,
  realipFromContext,
  recovery,
  requestIdFromContext,
  type ServerInterceptor,
  selector,
  timeout,
} from '../../lib/interceptors';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  MD,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import type { Handler } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import { promised, type Stage } from '../support/adapters/stage';
import { Echo, type Kind } from '../support/echo';
import { Moment } from '../support/moment';

// The interceptors in the box, on each adapter and for each kind of call.

const user = key<string>('user');
const kindOf: Record<Kind, string> = {
  unary: 'unary',
  serverStream: 'server_stream',
  clientStream: 'client_stream',
  bidi: 'bidi_stream',
};

async function serve(stage: Stage, handler: Handler, ...interceptors: ServerInterceptor[]): Promise<number> {
  const serving = await stage.pair.server.listen(handler, undefined, inOrder(...interceptors));
  stage.finally(() => serving.stop());
  return serving.port;
}

function dial(stage: Stage, port: number, ...interceptors: ClientInterceptor[]) {
  const address = `127.0.0.1:${port}`;
  const client = stage.pair.client.connect(address, undefined, inOrder(...interceptors));
  stage.finally(() => client.close());
  return client;
}

const checked = auth((ctx) => withValue(ctx, user, authFromMD(ctx, 'bearer')));
const withToken = newOutgoingContext(
  background(),
  Pairs('authorization', 'Bearer me', 'x-request-id', 'r-1'),
);

describe('on a server', () => {
  promised('what interceptors find out is in the context of the handler', async (stage) => {
    let seen: unknown;
    const behind = realip({ trustedPeers: ['127.0.0.1'], headers: ['x-forwarded-for'] });
    const port = await serve(
      stage,
      async () => {
        await null;
        const ctx = current();
        seen = [ctx.value(user), requestIdFromContext(), realipFromContext()];
      },
      recovery(),
      assignRequestId(),
      behind,
      checked,
    );
    const md = Pairs(
      'authorization',
      'Bearer me',
      'x-request-id',
      'r-1',
      'x-forwarded-for',
      '6.6.6.6, 1.2.3.4',
    );
    const header = new MD();
    const call = dial(stage, port).call(stage.kind, { ctx: newOutgoingContext(background(), md), header });
    expect(await outcomeOf(call)).toMatchObject({ code: Status.OK });
    expect(seen).toEqual(['me', 'r-1', '1.2.3.4']);
    expect(header.get('x-request-id')).toEqual(['r-1']);
  });

  promised('auth refuses, and the handler is not reached', async (stage) => {
    let reached = false;
    const port = await serve(
      stage,
      () => {
        reached = true;
      },
      checked,
    );
    const outcome = await outcomeOf(dial(stage, port).call(stage.kind));
    expect(outcome).toMatchObject({
      code: Status.UNAUTHENTICATED,
      details: 'Request unauthenticated with bearer',
    });
    expect(reached).toBe(false);
  });

  promised('selector lets some calls pass by', async (stage) => {
    const [, service, method] = Echo[stage.kind].path.split('/');
    const others = selector(checked, (_, call) => call.service !== service || call.method !== method);
    const port = await serve(stage, () => {}, others);
    expect(await outcomeOf(dial(stage, port).call(stage.kind))).toMatchObject({ code: Status.OK });
    const these = selector(checked, { service: `${service}`, method: `${method}` });
    const strict = await serve(stage, () => {}, these);
    const outcome = await outcomeOf(dial(stage, strict).call(stage.kind));
    expect(outcome.code).toBe(Status.UNAUTHENTICATED);
  });

  promised(
    'recovery tells nothing of what went wrong, but what is a status',
    async (stage) => {
      const heard: unknown[] = [];
      const errors = [new Error('SECRET'), new ServerError(Status.NOT_FOUND, 'no tea')];
      const port = await serve(
        stage,
        () => {
          throw errors.shift();
        },
        recovery((_, error) => heard.push(error)),
      );
      const client = dial(stage, port);
      const [hidden, told] = [
        await outcomeOf(client.call(stage.kind)),
        await outcomeOf(client.call(stage.kind)),
      ];
      expect(hidden).toMatchObject({ code: Status.INTERNAL, details: 'internal error' });
      expect(told).toMatchObject({ code: Status.NOT_FOUND, details: 'no tea' });
      expect(heard).toEqual([new Error('SECRET')]);
    },
    { except: ({ name }) => name === 'Nest' },
  );

  promised('logging tells start and finish, with the code that the client gets', async (stage) => {
    const events: CallEvent[] = [];
    const finished = new Moment();
    const log = (event: CallEvent) => {
      events.push(event);
      if (event.event === 'finish') finished.come();
    };
    const port = await serve(stage, () => {}, logging(log), checked);
    const { code } = await outcomeOf(dial(stage, port).call(stage.kind));
    await finished.came;
    const about = {
      side: 'server',
      fullMethod: Echo[stage.kind].path,
      kind: kindOf[stage.kind],
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    };
    expect(events).toEqual([
      { event: 'start', ...about },
      { event: 'finish', ...about, code, ms: expect.any(Number) },
    ]);
    expect(code).toBe(Status.UNAUTHENTICATED);
  });
});

describe('on a client', () => {
  promised('forwarding sends what the policy names, behind what the caller set', async (stage) => {
    let atC: MD | undefined;
    const c = await serve(stage, () => {
      atC = fromIncomingContext();
    });
    const p = policy({ keys: ['x-*'], credentials: ['authorization'] });
    const toC = dial(stage, c, forwarding(p));
    const b = await serve(stage, async () => {
      const ctx: Context = newOutgoingContext(current(), Pairs('authorization', 'Bearer of B'));
      await outcomeOf(toC.call(stage.kind, { ctx }));
    });
    const outcome = await outcomeOf(dial(stage, b).call(stage.kind, { ctx: withToken }));
    expect(outcome.code).toBe(Status.OK);
    expect(atC?.get('x-request-id')).toEqual(['r-1']);
    expect(atC?.get('authorization')).toEqual(['Bearer of B']);
  });

  promised('forwarding goes behind the metadata of the call itself, too', async (stage) => {
    let atC: MD | undefined;
    const c = await serve(stage, () => {
      atC = fromIncomingContext();
    });
    const toC = dial(stage, c, forwarding(policy({ keys: ['x-*'], credentials: ['authorization'] })));
    const b = await serve(stage, async () => {
      const ctx = appendToOutgoingContext('x-both', 'ctx');
      const metadata = { authorization: 'Bearer of B', 'x-both': 'call' };
      await outcomeOf(toC.call(stage.kind, { ctx, metadata }));
    });
    await outcomeOf(dial(stage, b).call(stage.kind, { ctx: withToken }));
    expect(atC?.get('authorization')).toEqual(['Bearer of B']);
    expect(atC?.get('x-both')).toEqual(['ctx', 'call']);
    expect(atC?.get('x-request-id')).toEqual(['r-1']);
  });

  promised('timeout gives the server a deadline, and ends the call', async (stage) => {
    let deadline: Date | undefined;
    const port = await serve(stage, async () => {
      ({ deadline } = current());
      await new Promise(() => {}); // the client does not wait for it
    });
    // Until there is time enough to reach the handler.
    for (let ms = 100; deadline === undefined; ms *= 2) {
      const outcome = await outcomeOf(dial(stage, port, timeout(ms)).call(stage.kind));
      expect(outcome).toMatchObject({ code: Status.DEADLINE_EXCEEDED, details: 'context deadline exceeded' });
    }
  });

  promised('logging tells start and finish, with the peer once it is known', async (stage) => {
    const events: CallEvent[] = [];
    const port = await serve(stage, () => {}, checked);
    const log = clientLogging((event) => events.push(event));
    const { code } = await outcomeOf(dial(stage, port, log).call(stage.kind));
    const about = { side: 'client', fullMethod: Echo[stage.kind].path, kind: kindOf[stage.kind] };
    expect(code).toBe(Status.UNAUTHENTICATED);
    expect(events).toEqual([
      { event: 'start', ...about, peer: undefined },
      { event: 'finish', ...about, peer: `127.0.0.1:${port}`, code, ms: expect.any(Number) },
    ]);
  });

  promised('selector lets some calls pass by', async (stage) => {
    const events: CallEvent[] = [];
    const log = clientLogging((event) => events.push(event));
    const port = await serve(stage, () => {});
    for (const service of ['test.Echo', 'other.Echo']) {
      const client = dial(stage, port, clientSelector(log, { service }));
      expect(await outcomeOf(client.call(stage.kind))).toMatchObject({ code: Status.OK });
    }
    expect(events).toHaveLength(2);
  });
});

describe('the same three interceptors, one of a user’s own among them', () => {
  const mark = key<string>('mark');
  const own: ServerInterceptor = {
    async unary(ctx, req, { fullMethod }, handler) {
      setTrailer(ctx, Pairs('seen', fullMethod));
      return handler(withValue(ctx, mark, 'own'), req);
    },
    async stream(srv, stream, { fullMethod }, handler) {
      stream.setTrailer(Pairs('seen', fullMethod));
      const context = withValue(stream.context, mark, 'own');
      await handler(srv, { ...stream, context });
    },
  };

  const stand = async (stage: Stage): Promise<void> => {
    const events: string[] = [];
    const finished = new Moment();
    const log = logging((event) => {
      events.push(event.event);
      if (event.event === 'finish') finished.come();
    });
    let seen: unknown;
    const port = await serve(
      stage,
      async ({ requests, send }) => {
        await null;
        seen = [current().value(user), current().value(mark)];
        for await (const request of requests) await send(request);
      },
      log,
      checked,
      own,
    );
    const trailer = new MD();
    const client = dial(stage, port);
    const allowed = client.call(stage.kind, { ctx: withToken, trailer, request: { n: 1 } });
    expect(await outcomeOf(allowed)).toMatchObject({ code: Status.OK, messages: [{ n: 1 }] });
    expect([seen, trailer.get('seen')]).toEqual([['me', 'own'], [Echo[stage.kind].path]]);
    await finished.came;
    expect(events).toEqual(['start', 'finish']);
    expect((await outcomeOf(client.call(stage.kind))).code).toBe(Status.UNAUTHENTICATED);
  };

  promised('stand before a handler in each shape', stand);
});
