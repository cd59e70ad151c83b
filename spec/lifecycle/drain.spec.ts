import { once } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import { connect } from 'node:net';
import { Server, status } from '@grpc/grpc-js';
import { Canceled, type Context, cause, current } from '../../lib/context';
import { setHeader, setTrailer } from '../../lib/grpc';
import { serverInterceptor } from '../../lib/grpc-js';
import { type Drain, drain } from '../../lib/lifecycle';
import { MD, Pairs } from '../../lib/metadata';
import { bound } from '../support/adapters/grpc-js-server';
import { outcomeOf } from '../support/adapters/outcome';
import { everywhere } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';
import { type Kind, kinds } from '../support/echo';
import { end, Moment } from '../support/moment';
import { Timed } from './timed';

const shuttingDown = { messages: [], code: status.UNAVAILABLE, details: 'server is shutting down' };

describe.each(everywhere)('drain() of $name', (pair) => {
  let stage: Stage;
  const carried = kinds.filter((kind) => !pair.without?.includes(kind));
  const on = (kind: Kind) => {
    stage = new Stage(pair, kind);
    return stage;
  };
  afterEach(() => stage.close());

  it('tells the health, goes on for a while, then accepts no more and lets calls end', async () => {
    const timed = new Timed();
    const [first, second, leave] = [new Moment(), new Moment(), new Moment()];
    const arrivals = [first, second];
    const { port, server } = await on('unary').listen(async () => {
      arrivals.shift()?.come();
      await leave.came;
    });
    const told: string[] = [];
    const draining = timed.drain(server, { health: () => told.push('health'), notServingFor: 5000 });
    expect(draining.state).toBe('serving');
    const before = outcomeOf(stage.dial(port).call('unary'));
    await first.came;

    const done = draining.start();
    expect([draining.state, ...told]).toEqual(['not serving', 'health']);
    const during = outcomeOf(stage.dial(port).call('unary'));
    await second.came;
    await timed.passes(5000);
    expect(draining.state).toBe('stopping');
    const after = outcomeOf(stage.dial(port).call('unary'));

    expect((await after).code).toBe(status.UNAVAILABLE);
    leave.come();
    expect((await before).code).toBe(status.OK);
    expect((await during).code).toBe(status.OK);
    expect(await done).toBe(0);
    expect(draining.state).toBe('stopped');
  });

  it.each(carried)(
    'ends the context and the call of what runs after the grace, told why: %s',
    async (kind) => {
      const timed = new Timed();
      const entered = new Moment<Context>();
      const left = new Moment();
      const { port, server } = await on(kind).listen(async () => {
        setHeader(Pairs('k', 'v'));
        setTrailer(Pairs('k', 'v'));
        entered.come(current());
        await end(current());
        left.come();
      });
      const draining = timed.drain(server, { grace: 1000 });
      const [header, trailer] = [new MD(), new MD()];
      const outcome = outcomeOf(stage.dial(port).call(kind, { header, trailer }));
      const ctx = await entered.came;
      const done = draining.start();
      await timed.passes(1000);
      expect(await outcome).toEqual(shuttingDown);
      expect(trailer.get('k')).toEqual(['v']);
      expect(header.get('k')).toBeUndefined(); // with a header, it would not be made again
      await left.came;
      expect(ctx.err()).toBe(Canceled);
      expect(cause(ctx)).toMatchObject({ code: status.UNAVAILABLE, details: 'server is shutting down' });
      expect(await done).toBe(1);
    },
  );

  it('does not wait for a handler that goes on, nor sends what that answers', async () => {
    const timed = new Timed();
    const [entered, leave] = [new Moment(), new Moment()];
    const { port, server } = await on('unary').listen(async () => {
      entered.come();
      await leave.came;
    });
    const draining = timed.drain(server, {});
    const outcome = outcomeOf(stage.dial(port).call('unary'));
    await entered.came;
    expect(await draining.force()).toBe(1);
    leave.come();
    expect(await outcome).toEqual(shuttingDown);
  });

  it('ends the calls of its own server alone', async () => {
    const [one, other, leave] = [new Moment(), new Moment(), new Moment()];
    const first = await on('unary').listen(async () => {
      one.come();
      await leave.came;
    });
    const second = await stage.listen(async () => {
      other.come();
      await leave.came;
    });
    const calls = [first, second].map(({ port }) => outcomeOf(stage.dial(port).call('unary')));
    await Promise.all([one.came, other.came]);
    await drain(first.server).force();
    leave.come();
    expect((await Promise.all(calls)).map(({ code }) => code)).toEqual([status.UNAVAILABLE, status.OK]);
  });

  it('ends several servers together', async () => {
    const handler = () => {};
    const servers = [await on('unary').listen(handler), await stage.listen(handler)];
    expect(await drain(servers.map(({ server }) => server)).start()).toBe(0);
    for (const { port } of servers) {
      expect((await outcomeOf(stage.dial(port).call('unary'))).code).toBe(status.UNAVAILABLE);
    }
  });

  it('is over at once without calls, and begins once', async () => {
    const { server } = await on('unary').listen(() => {});
    const told: number[] = [];
    const draining = drain(server, { health: () => told.push(1), exit: (code) => told.push(code) });
    expect(await Promise.all([draining.start(), draining.start(), draining.done])).toEqual([0, 0, 0]);
    await draining.force();
    expect(told).toEqual([1, 0]);
  });
});

describe('drain() of a server of grpc-js', () => {
  let draining: Drain | undefined;
  afterEach(() => draining?.force());

  it('waits for no connection that has broken, though Node has not closed it yet', async () => {
    const server = new Server({ interceptors: [serverInterceptor()] });
    const socket = connect(await bound(server), '127.0.0.1');
    await once(socket, 'data'); // settings
    const sessions: Map<ServerHttp2Session, object> = Reflect.get(server, 'sessions');
    for (const session of sessions.keys()) session.destroy();
    expect(sessions.size).toBe(1);
    draining = drain(server);
    expect(await draining.start()).toBe(0);
    socket.destroy();
  });
});
