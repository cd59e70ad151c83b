import { ServerError, Status } from 'nice-grpc-common';
import {
  background,
  Canceled,
  type Context,
  cause,
  current,
  DeadlineExceeded,
  withCancel,
  withoutCancel,
  withTimeout,
  withValue,
} from '../../lib/context';
import { valueFromIncomingContext } from '../../lib/metadata';
import { outcomeOf } from '../support/adapters/outcome';
import { foreign, promised, type Stage } from '../support/adapters/stage';
import { Echo } from '../support/echo';
import { end, Moment } from '../support/moment';
import { relayTo } from '../support/relay';
import { SilentCall } from '../support/silent-client';

/** A handler that waits for its context to end, and tells when it has been called and how it ended. */
class Waiting {
  readonly started = new Moment<Context>();
  readonly ended = new Moment<Error | undefined>();

  readonly handle = async (): Promise<void> => {
    this.started.come(current());
    this.ended.come(await end(current()));
  };
}

/** Reports whether `call` is handled, and not over before. */
async function isStarted({ started }: Waiting, call: SilentCall): Promise<boolean> {
  await Promise.race([started.came, call.status.came]);
  return started.hasCome;
}

/** Has a call cancelled by its client, and returns the context in which it was handled. */
async function cancelled(stage: Stage, waiting = new Waiting()): Promise<Context> {
  const [ctx, cancel] = withCancel(background());
  const client = await stage.serve(waiting.handle);
  const outcome = outcomeOf(client.call(stage.kind, { ctx }));
  const handled = await waiting.started.came;
  cancel();
  await waiting.ended.came;
  expect(await outcome).toEqual({ messages: [], code: Status.CANCELLED, details: 'context canceled' });
  return handled;
}

describe('the context of a call ends', () => {
  promised('as Canceled when the client cancels', async (stage) => {
    const ctx = await cancelled(stage);
    expect(ctx.err()).toBe(Canceled);
    expect(cause(ctx)).toBe(Canceled);
    expect(ctx.signal.reason).toBe(Canceled);
  });

  promised('as Canceled when the client cancels long before the deadline', async (stage) => {
    const [parent, stop] = withTimeout(background(), 3_600_000);
    const [ctx, cancel] = withCancel(parent);
    const waiting = new Waiting();
    const client = await stage.serve(waiting.handle);
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await waiting.started.came;
    cancel();
    expect(await waiting.ended.came).toBe(Canceled);
    expect(await outcome).toMatchObject({ code: Status.CANCELLED });
    stop();
  });

  promised('as Canceled when the connection drops', async (stage) => {
    const waiting = new Waiting();
    const { port } = await stage.listen(waiting.handle);
    const relay = await relayTo(port);
    stage.finally(relay.drop);
    const outcome = outcomeOf(stage.dial(relay.port).call(stage.kind, { ctx: background() }));
    await waiting.started.came;
    relay.drop();
    expect(await waiting.ended.came).toBe(Canceled);
    expect(await outcome).toMatchObject({ code: Status.UNAVAILABLE });
  });

  promised('as Canceled when the server stops', async (stage) => {
    const waiting = new Waiting();
    const serving = await stage.listen(waiting.handle);
    const outcome = outcomeOf(stage.dial(serving.port).call(stage.kind, { ctx: background() }));
    await waiting.started.came;
    serving.stop();
    expect(await waiting.ended.came).toBe(Canceled);
    expect((await outcome).code).not.toBe(Status.OK);
  });

  promised(
    'as DeadlineExceeded at the deadline',
    async (stage) => {
      const waiting = new Waiting();
      const { port } = await stage.listen(async () => {
        await waiting.handle();
        await call.status.came;
      });
      const { path } = Echo[stage.kind];
      let call = new SilentCall(port, path, '20m', stage.pair.empty);
      stage.finally(() => call.close());
      for (let ms = 40; !(await isStarted(waiting, call)); ms *= 2) {
        call.close();
        call = new SilentCall(port, path, `${ms}m`, stage.pair.empty);
      }
      const ctx = await waiting.started.came;
      expect(await waiting.ended.came).toBe(DeadlineExceeded);
      expect(cause(ctx)).toBe(DeadlineExceeded);
      expect(await call.status.came).toBe('4');
    },
    { except: ({ joinsCookies }) => joinsCookies === true }, // the client speaks HTTP/2
  );

  promised('at the deadline, when the client may be first to say so', async (stage) => {
    const waiting = new Waiting();
    const client = await stage.serve(waiting.handle);
    for (let ms = 50; !waiting.started.hasCome; ms *= 2) {
      const [ctx] = withTimeout(background(), ms);
      expect(await outcomeOf(client.call(stage.kind, { ctx }))).toEqual({
        messages: [],
        code: Status.DEADLINE_EXCEEDED,
        details: expect.stringMatching(/^context deadline exceeded/), // on a busy machine it had ended before the call
      });
    }
    // As in Go: the server cannot tell for sure why a client cancels that has been on its way for long.
    expect([DeadlineExceeded, Canceled]).toContain(await waiting.ended.came);
  });

  promised('as Canceled when the handler has returned', async (stage) => {
    const handled = new Moment<Context>();
    const { code } = await stage.call(() => handled.come(current()));
    const ctx = await handled.came;
    expect(code).toBe(Status.OK);
    expect(ctx.err()).toBe(Canceled);
    expect(cause(ctx)).toBe(Canceled);
  });

  promised('as Canceled when the handler has thrown', async (stage) => {
    const handled = new Moment<Context>();
    const { code } = await stage.call(() => {
      handled.come(current());
      throw new ServerError(Status.NOT_FOUND, 'no such thing');
    });
    expect(code).toBe(Status.NOT_FOUND);
    expect((await handled.came).err()).toBe(Canceled);
  });

  promised('as Canceled when the handler has returned long before the deadline', async (stage) => {
    const handled = new Moment<Context>();
    const [ctx, cancel] = withTimeout(background(), 3_600_000);
    await stage.call(() => handled.come(current()), { ctx });
    expect((await handled.came).err()).toBe(Canceled);
    cancel();
  });

  promised('once: what follows changes nothing', async (stage) => {
    const ctx = await cancelled(stage);
    const { reason } = ctx.signal;
    stage.close();
    expect([ctx.err(), ctx.signal.reason]).toEqual([Canceled, reason]);
  });
});

describe('a context derived from that of a call', () => {
  promised('ends with it', async (stage) => {
    const children: Context[] = [];
    const waiting = new Waiting();
    const handle = () => {
      const [ctx] = withTimeout(withValue(current(), foreign, 'no'), 3_600_000);
      children.push(ctx);
      return waiting.handle();
    };
    const [ctx, cancel] = withCancel(background());
    const client = await stage.serve(handle);
    const outcome = outcomeOf(client.call(stage.kind, { ctx }));
    await waiting.started.came;
    cancel();
    await waiting.ended.came;
    await outcome;
    expect(children.map((child) => child.err())).toEqual([Canceled]);
  });

  promised('outlives it by withoutCancel, and keeps what it holds', async (stage) => {
    const kept = new Moment<Context>();
    await stage.call(() => kept.come(withoutCancel(current())), { metadata: { id: '7' } });
    const ctx = await kept.came;
    expect([ctx.err(), ctx.deadline]).toEqual([undefined, undefined]);
    expect(valueFromIncomingContext(ctx, 'id')).toEqual(['7']);
  });
});
