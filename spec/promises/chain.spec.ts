import { ServerError, Status } from 'nice-grpc-common';
import {
  background,
  Canceled,
  type Context,
  current,
  DeadlineExceeded,
  withCancel,
  withTimeout,
} from '../../lib/context';
import { method } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
} from '../../lib/metadata';
import { type Outcome, outcomeOf } from '../support/adapters/outcome';
import { promised, type Stage } from '../support/adapters/stage';
import { Echo } from '../support/echo';
import { end, Moment } from '../support/moment';

// A calls B, and B, while it handles that, calls C.

/** What happened in B and C. */
class Chain {
  readonly inB = new Moment<Context>();
  readonly inC = new Moment<Context>();
  readonly ended = new Moment<Array<Error | undefined>>();
  /** What B got from C. */
  readonly fromC = new Moment<Outcome>();
}

/** Returns A's way into a chain in which B calls C in the context that `forth` returns, and C does `work`. */
async function chained(stage: Stage, work: () => unknown = () => {}, forth = current) {
  const chain = new Chain();
  const { port } = await stage.listen(async () => {
    chain.inC.come(current());
    await work();
  });
  const c = stage.dial(port);
  const b = await stage.serve(async () => {
    chain.inB.come(current());
    const outcome = await outcomeOf(c.call(stage.kind, { ctx: forth() }));
    chain.fromC.come(outcome);
    if (outcome.code !== Status.OK) throw new ServerError(outcome.code, outcome.details);
  });
  return { chain, call: (ctx: Context) => outcomeOf(b.call(stage.kind, { ctx })) };
}

describe('from A by B to C', () => {
  promised('a deadline travels, and never grows by more than the clocks differ', async (stage) => {
    const { chain, call } = await chained(stage);
    const [ctx, cancel] = withTimeout(background(), 3_600_000);
    await call(ctx);
    cancel();
    const [inA, inB, inC] = [ctx, await chain.inB.came, await chain.inC.came].map((hop) =>
      Number(hop.deadline),
    );
    expect(Math.abs(Number(inB) - Number(inA))).toBeLessThan(60_000);
    expect(Math.abs(Number(inC) - Number(inB))).toBeLessThan(60_000);
  });

  promised('a deadline may be made shorter on the way, not longer', async (stage) => {
    const hours = (n: number) => n * 3_600_000;
    for (const [own, expected] of [[1, 1] as const, [3, 2] as const]) {
      const { chain, call } = await chained(stage, undefined, () => withTimeout(hours(own))[0]);
      const [ctx, cancel] = withTimeout(background(), hours(2));
      await call(ctx);
      cancel();
      const left = Number((await chain.inC.came).deadline) - Date.now();
      expect(Math.round(left / hours(1))).toBe(expected);
    }
  });

  promised('no deadline comes from nowhere', async (stage) => {
    const { chain, call } = await chained(stage);
    await call(background());
    expect([(await chain.inB.came).deadline, (await chain.inC.came).deadline]).toEqual([
      undefined,
      undefined,
    ]);
  });

  promised('a deadline ends all of them', async (stage) => {
    const { chain, call } = await chained(stage, () => end(current()));
    for (let ms = 100; !chain.inC.hasCome; ms *= 2) {
      const outcome = await call(withTimeout(background(), ms)[0]);
      expect(outcome).toMatchObject({
        code: Status.DEADLINE_EXCEEDED,
        details: expect.stringMatching(/^context deadline exceeded/),
      });
    }
    // As in Go: a cancellation by the one before may be there before the own deadline.
    for (const hop of [chain.inB, chain.inC])
      expect([DeadlineExceeded, Canceled]).toContain(await end(await hop.came));
    const { code } = await chain.fromC.came;
    expect([Status.DEADLINE_EXCEEDED, Status.CANCELLED]).toContain(code);
  });

  promised('a cancellation ends all of them', async (stage) => {
    const { chain, call } = await chained(stage, () => end(current()));
    const [ctx, cancel] = withCancel(background());
    const outcome = call(ctx);
    const inC = await chain.inC.came;
    cancel();
    expect(await outcome).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
    expect(await end(await chain.inB.came)).toBe(Canceled);
    expect(await end(inC)).toBe(Canceled);
    expect(await chain.fromC.came).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
  });

  promised('what B left running ends when B has returned', async (stage) => {
    const inC = new Moment<Context>();
    const outcome = new Moment<Outcome>();
    const { port } = await stage.listen(() => {
      inC.come(current());
      return end(current());
    });
    const c = stage.dial(port);
    const b = await stage.serve(async () => {
      const call = c.call(stage.kind);
      await inC.came;
      void outcomeOf(call).then(outcome.come);
    });
    expect(await outcomeOf(b.call(stage.kind))).toMatchObject({ code: Status.OK });
    expect(await outcome.came).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
    expect(await end(await inC.came)).toBe(Canceled);
  });

  promised('incoming metadata does not travel', async (stage) => {
    const { chain, call } = await chained(stage);
    await call(newOutgoingContext(background(), Pairs('token', 'secret')));
    expect(valueFromIncomingContext(await chain.inB.came, 'token')).toEqual(['secret']);
    expect(valueFromIncomingContext(await chain.inC.came, 'token')).toBeUndefined();
  });

  promised('keys that are copied do', async (stage) => {
    const copying = () => {
      const kv = valueFromIncomingContext('id')?.flatMap((value) => ['id', value]) ?? [];
      return appendToOutgoingContext(...kv, 'id', 'of B');
    };
    const { chain, call } = await chained(stage, undefined, copying);
    await call(newOutgoingContext(background(), Pairs('token', 'secret', 'id', '1', 'id', '2, 3')));
    const inC = await chain.inC.came;
    expect(valueFromIncomingContext(inC, 'id')).toEqual(['1', '2, 3', 'of B']);
    expect(valueFromIncomingContext(inC, 'token')).toBeUndefined();
  });

  promised('the method is that which each was called by', async (stage) => {
    const names: Array<string | undefined> = [];
    const { call } = await chained(
      stage,
      () => names.push(method()),
      () => {
        names.push(method());
        return current();
      },
    );
    await call(background());
    expect(names).toEqual([Echo[stage.kind].path, Echo[stage.kind].path]);
  });
});
