import { inspect } from 'node:util';
import { ServerError, Status } from 'nice-grpc-common';
import { background, DeadlineExceeded } from '../../../lib/context';
import type { CallOption, ClientStream } from '../../../lib/grpc';
import { callOnFinish, fillRest } from '../../../lib/grpc/client/response-options';
import { type CallEvent, clientLogging, logging } from '../../../lib/interceptors';
import { newIncomingContext, newOutgoingContext, Pairs } from '../../../lib/metadata';
import { Peer } from '../../../lib/peer';
import { callStream, manualClock, withClock } from '../../../lib/testing';
import { wrong } from '../../support/wrong';
import { sides } from '../both';

const secret = 'SECRET-4711';
const fullMethod = '/shop.v1.Edge/Buy';
const peer = new Peer({ addr: { network: 'tcp', toString: () => '10.0.0.1:5' } });

describe.each(sides)('interceptors.logging().%s', (side, call) => {
  const kind = side === 'unary' ? 'unary' : 'bidi_stream';
  const about = { side: 'server', fullMethod, kind, peer: '10.0.0.1:5' };

  it('tells start and finish', async () => {
    const events: CallEvent[] = [];
    const clock = manualClock();
    await call(
      logging((event) => events.push(event)),
      () => {
        expect(events).toHaveLength(1);
        clock.advance(250);
      },
      { fullMethod, peer, ctx: withClock(background(), clock) },
    );
    expect(events).toEqual([
      { event: 'start', ...about },
      { event: 'finish', ...about, code: Status.OK, ms: 250 },
    ]);
  });

  it.each([
    [new ServerError(Status.NOT_FOUND, secret), Status.NOT_FOUND],
    [DeadlineExceeded, Status.DEADLINE_EXCEEDED],
    [new Error(secret), Status.UNKNOWN],
    [undefined, Status.UNKNOWN],
  ])('tells the code of %p, and hands it on', async (thrown, code) => {
    const events: CallEvent[] = [];
    const outcome = await call(
      logging((event) => events.push(event)),
      () => {
        throw thrown;
      },
      { md: Pairs('authorization', secret, secret, 'v') },
    );
    expect(outcome.error).toBe(thrown);
    expect(events[1]).toMatchObject({ event: 'finish', code });
    expect(inspect(events)).not.toContain(secret);
  });

  it('measures the time without a clock of the context', async () => {
    const events: CallEvent[] = [];
    await call(
      logging((event) => events.push(event)),
      () => {},
    );
    expect(events[1]).toMatchObject({ ms: expect.any(Number), peer: undefined });
  });
});

describe('interceptors.logging().stream', () => {
  it.each([
    [true, false, 'client_stream'],
    [false, true, 'server_stream'],
    [true, true, 'bidi_stream'],
  ])('tells the kind: %s %s', async (isClientStream, isServerStream, kind) => {
    const events: CallEvent[] = [];
    const interceptor = logging((event) => events.push(event)).stream;
    await callStream(() => {}, [], { interceptor, isClientStream, isServerStream });
    expect(events).toMatchObject([{ kind }, { kind }]);
  });
});

describe('interceptors.clientLogging()', () => {
  const clock = manualClock();
  const md = Pairs('authorization', secret);
  const ctx = newOutgoingContext(newIncomingContext(withClock(background(), clock), md), md);
  const end = (opts: readonly CallOption[], error?: Error) => {
    clock.advance(5);
    fillRest(opts, undefined, { peer: () => peer });
    callOnFinish(opts, background(), () => error);
  };

  it('tells start and finish of a unary call, with the peer once it is known', async () => {
    const events: CallEvent[] = [];
    const { unary } = clientLogging((event) => events.push(event));
    const invoker = async (...[, , , opts]: [unknown, unknown, unknown, readonly CallOption[]]) => {
      end(opts);
      return 'ok';
    };
    expect(await unary(ctx, fullMethod, {}, invoker, [])).toBe('ok');
    const about = { side: 'client', fullMethod, kind: 'unary' };
    expect(events).toEqual([
      { event: 'start', ...about, peer: undefined },
      { event: 'finish', ...about, peer: '10.0.0.1:5', code: Status.OK, ms: 5 },
    ]);
    expect(inspect(events)).not.toContain(secret);
  });

  it('tells finish of a unary call that failed', async () => {
    const events: CallEvent[] = [];
    const { unary } = clientLogging((event) => events.push(event));
    const error = new ServerError(Status.ABORTED, secret);
    await expect(unary(ctx, fullMethod, {}, () => Promise.reject(error), [])).rejects.toBe(error);
    expect(events[1]).toMatchObject({ code: Status.ABORTED });
    expect(inspect(events)).not.toContain(secret);
  });

  it('tells finish once of a stream that does not begin', async () => {
    const error = new ServerError(Status.ABORTED, secret);
    for (const told of [true, false]) {
      const events: CallEvent[] = [];
      const { stream } = clientLogging((event) => events.push(event));
      const desc = { streamName: 'Buy', clientStreams: true, serverStreams: true };
      const streamer = async (...[, , , opts]: [unknown, unknown, unknown, readonly CallOption[]]) => {
        if (told) end(opts, error);
        throw error;
      };
      await expect(stream(ctx, desc, fullMethod, streamer, [])).rejects.toBe(error);
      expect(events.slice(1)).toMatchObject([{ event: 'finish', code: Status.ABORTED }]);
    }
  });

  it('tells finish of a stream when that ends', async () => {
    for (const [error, code] of [
      [undefined, Status.OK],
      [new ServerError(Status.ABORTED, secret), Status.ABORTED],
    ] as const) {
      const events: CallEvent[] = [];
      const { stream } = clientLogging((event) => events.push(event));
      const desc = { streamName: 'Buy', clientStreams: false, serverStreams: true };
      const made = wrong<ClientStream>({});
      let given: readonly CallOption[] = [];
      const streamer = async (...[, , , opts]: [unknown, unknown, unknown, readonly CallOption[]]) => {
        given = opts;
        return made;
      };
      expect(await stream(ctx, desc, fullMethod, streamer, [])).toBe(made);
      expect(events).toMatchObject([{ event: 'start', kind: 'server_stream' }]);
      end(given, error);
      expect(events[1]).toMatchObject({ event: 'finish', code, peer: '10.0.0.1:5' });
    }
  });
});
