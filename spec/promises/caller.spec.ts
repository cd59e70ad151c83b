import { ClientError, Status } from 'nice-grpc-common';
import {
  background,
  type Context,
  current,
  run,
  withCancel,
  withCancelCause,
  withDeadline,
  withTimeout,
} from '../../lib/context';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  MD,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
} from '../../lib/metadata';
import { manualClock, withClock } from '../../lib/testing';
import type { Dialled } from '../support/adapters/adapter';
import { outcomeOf, plain } from '../support/adapters/outcome';
import { grpcJs, nest, niceGrpc, stub } from '../support/adapters/pairs';
import { promised, type Stage } from '../support/adapters/stage';
import { end, Moment } from '../support/moment';

const canceled = { messages: [], code: Status.CANCELLED, details: 'context canceled' };
const exceeded = { messages: [], code: Status.DEADLINE_EXCEEDED, details: 'context deadline exceeded' };

/** Returns a client of a handler that keeps the contexts of its calls. */
async function keeping(stage: Stage): Promise<{ client: Dialled; handled: Context[] }> {
  const handled: Context[] = [];
  const client = await stage.serve(() => handled.push(current()));
  return { client, handled };
}

const never = () => new Promise<void>(() => {});

describe('a call sends', () => {
  promised('the outgoing metadata of its context, then its own', async (stage) => {
    const { client, handled } = await keeping(stage);
    const ctx = newOutgoingContext(background(), Pairs('k', '1', 'k', '2', 'a', 'x'));
    await outcomeOf(client.call(stage.kind, { ctx, metadata: { k: '3', b: 'y' } }));
    const md = fromIncomingContext(handled[0]);
    expect([md?.get('k'), md?.get('a'), md?.get('b')]).toEqual([['1', '2', '3'], ['x'], ['y']]);
  });

  promised('that of the current context if it is given none', async (stage) => {
    const { client, handled } = await keeping(stage);
    await run(appendToOutgoingContext('k', '1'), () => outcomeOf(client.call(stage.kind)));
    expect(valueFromIncomingContext(handled[0], 'k')).toEqual(['1']);
  });

  promised('nothing of the current context if it is given one', async (stage) => {
    const { client, handled } = await keeping(stage);
    const [ctx] = withTimeout(appendToOutgoingContext('k', '1'), 60_000);
    await run(ctx, () => outcomeOf(client.call(stage.kind, { ctx: background() })));
    expect(valueFromIncomingContext(handled[0], 'k')).toBeUndefined();
    expect(handled[0]?.deadline).toBeUndefined();
  });

  promised('the same with each call of one context, which stays as it was', async (stage) => {
    const { client, handled } = await keeping(stage);
    const ctx = newOutgoingContext(background(), Pairs('k', '1'));
    const calls = ['a', 'b', 'c'].map((own) => client.call(stage.kind, { ctx, metadata: { own } }));
    await Promise.all(calls.map(outcomeOf));
    expect(handled.map((call) => valueFromIncomingContext(call, 'k'))).toEqual([['1'], ['1'], ['1']]);
    expect(handled.map((call) => valueFromIncomingContext(call, 'own')?.join()).sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(plain(fromOutgoingContext(ctx))).toEqual({ k: ['1'] });
  });

  promised('nothing if its context has ended', async (stage) => {
    const { client, handled } = await keeping(stage);
    const [gone, cancel] = withCancel(background());
    cancel();
    const [late] = withDeadline(background(), new Date(0));
    const [header, trailer] = [Pairs('as', 'it was'), Pairs('as', 'it was')];
    const [ofGone, ofLate] = await Promise.all([
      outcomeOf(client.call(stage.kind, { ctx: gone, header, trailer })),
      outcomeOf(client.call(stage.kind, { ctx: late, header, trailer })),
    ]);
    const since = (outcome: typeof canceled) =>
      stage.pair === nest ? { ...outcome, details: expect.stringMatching(outcome.details) } : outcome;
    expect([ofGone, ofLate]).toEqual([canceled, exceeded].map(since)); // for Nest it is always the current context
    expect([plain(header), plain(trailer)]).toEqual([{ as: ['it was'] }, { as: ['it was'] }]);
    await outcomeOf(client.call(stage.kind));
    expect(handled).toHaveLength(1);
  });
});

describe('a call ends', () => {
  promised('at the deadline of its context, whatever the server does', async (stage) => {
    const client = await stage.serve(never);
    const [ctx] = withTimeout(background(), 50);
    const details = expect.stringMatching(`^${exceeded.details}`); // on a busy machine it had ended before the call
    expect(await outcomeOf(client.call(stage.kind, { ctx }))).toEqual({ ...exceeded, details });
  });

  promised('at that deadline by the clock of its context, if it has one of its own', async (stage) => {
    const clock = manualClock();
    const started = new Moment();
    const client = await stage.serve(() => {
      started.come();
      return never();
    });
    const [ctx] = withTimeout(withClock(background(), clock), 3_600_000);
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await started.came;
    clock.advance(3_600_000);
    expect(await outcome).toEqual(exceeded);
  });

  promised('at that deadline by the clock of the runtime, though its own stands still', async (stage) => {
    const client = await stage.serve(never);
    const [ctx] = withTimeout(withClock(background(), manualClock()), 50);
    expect(await outcomeOf(client.call(stage.kind, { ctx }))).toMatchObject({ code: exceeded.code });
  });

  promised('when its context is cancelled, whatever the server does', async (stage) => {
    const started = new Moment();
    const client = await stage.serve(() => {
      started.come();
      return never();
    });
    const [ctx, cancel] = withCancelCause(background());
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await started.came;
    cancel(new Error('the cause, which is nobody else’s business'));
    expect(await outcome).toEqual(canceled);
  });

  promised('with its context, though the connection is not there yet', async (stage) => {
    const { client, handled } = await keeping(stage);
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    cancel();
    expect(await outcome).toEqual(canceled);
    expect(handled).toEqual([]);
  });

  promised(
    'with its context, after the messages that have come',
    async (stage) => {
      const client = await stage.serve(async ({ send }) => {
        await send({ n: 1 });
        await end(current());
      });
      const [ctx, cancel] = withCancel(background());
      const [header, trailer] = [new MD(), Pairs('left', 'over')];
      const call = client.call(stage.kind, { ctx, header, trailer });
      expect(await call.next()).toEqual({ n: 1 });
      cancel();
      expect(await outcomeOf(call)).toEqual(canceled);
      expect(header.has('content-type')).toBe(true);
      expect([...trailer]).toEqual([]);
    },
    { kinds: ['serverStream', 'bidi'] },
  );

  promised('without its context, which may end later', async (stage) => {
    const { client } = await keeping(stage);
    const [ctx, cancel] = withCancel(background());
    const outcome = await outcomeOf(client.call(stage.kind, { ctx }));
    cancel();
    expect(outcome.code).toBe(Status.OK);
  });

  promised(
    'at its own deadline if that is earlier, as at that of its context',
    async (stage) => {
      const { client, handled } = await keeping(stage);
      const [ctx, stop] = withTimeout(background(), 7_200_000);
      const [soon, sooner] = [new Date(Date.now() + 3_600_000), new Date(Date.now() + 10_800_000)];
      for (const deadline of [soon, sooner]) await outcomeOf(client.call(stage.kind, { ctx, deadline }));
      stop();
      const hours = handled.map(({ deadline }) => Math.round((Number(deadline) - Date.now()) / 3_600_000));
      expect(hours).toEqual([1, 2]);
    },
    { pairs: [grpcJs] },
  );

  promised(
    'when its own signal aborts, as nice-grpc has it',
    async (stage) => {
      const ended = new Moment<Error | undefined>();
      const started = new Moment();
      const client = await stage.serve(async () => {
        started.come();
        ended.come(await end(current()));
      });
      const controller = new AbortController();
      const call = client.call(stage.kind, { ctx: background(), signal: controller.signal });
      await started.came;
      controller.abort();
      await expect(call.next()).rejects.toMatchObject({ name: 'AbortError' });
      expect(await ended.came).toMatchObject({ message: 'context canceled' });
    },
    { pairs: [niceGrpc] },
  );
});

describe('the error of a call', () => {
  promised('is that of the runtime', async (stage) => {
    const client = await stage.serve(never);
    const [ctx, cancel] = withCancel(background());
    const next = client.call(stage.kind, { ctx }).next();
    cancel();
    const error = await next.catch((thrown) => thrown);
    expect(error instanceof ClientError).toBe(stage.pair === niceGrpc || stage.pair === stub);
    expect(error.message).toMatch(stage.pair.message);
  });
});
