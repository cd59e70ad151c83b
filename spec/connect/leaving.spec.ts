import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Status } from 'nice-grpc-common';
import { background, Canceled, type Context, current, withCancel, withTimeout } from '../../lib/context';
import { fromError } from '../../lib/status';
import { connectClient } from '../support/adapters/connect-client';
import { outcomeOf } from '../support/adapters/outcome';
import { connects } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';
import type { Message } from '../support/echo';
import { end, Moment } from '../support/moment';
import { ClientFrames, endStream, frameTypes } from './client-frames';

// How a call is left, as the other end sees it.

const open: Array<() => void> = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Requests that have no end. */
async function* endless(): AsyncGenerator<Message, void> {
  yield { n: 1 };
  await new Promise(() => {});
}

const ways: ReadonlyArray<readonly [string, () => [Context, (started: Promise<void>) => void]]> = [
  [
    'cancelled',
    () => {
      const [ctx, cancel] = withCancel(background());
      return [ctx, (started) => void started.then(cancel)];
    },
  ],
  ['timed out', () => [withTimeout(background(), 300)[0], () => {}]],
];

describe.each(['grpc', 'grpc-web', 'connect'] as const)('a call over %s', (protocol) => {
  describe.each(['clientStream', 'bidi'] as const)('with a stream of requests: %s', (kind) => {
    it.each(ways)('is reset without an end of its requests, when it is %s', async (_, way) => {
      const started = new Moment();
      const closed = new Moment();
      const server = http2.createServer().on('stream', (stream) => {
        stream.on('error', () => {}).once('data', () => started.come());
        stream.on('close', () => closed.come());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const relay = await ClientFrames.to((server.address() as AddressInfo).port);
      const client = connectClient(protocol, '2').connect(`127.0.0.1:${relay.port}`);
      open.push(client.close, relay.close, () => server.close());
      const [ctx, leave] = way();
      const outcome = outcomeOf(client.call(kind, { ctx, requests: endless() }));
      leave(started.came);
      await started.came;
      await closed.came;
      const { frames } = relay;
      expect(frames.filter(({ type, flags }) => type <= frameTypes.headers && flags & endStream)).toEqual([]);
      const resets = frames.filter(({ type }) => type === frameTypes.reset);
      expect(resets.map(({ payload }) => payload.readUInt32BE())).toEqual([http2.constants.NGHTTP2_CANCEL]);
      expect([Status.CANCELLED, Status.DEADLINE_EXCEEDED]).toContain((await outcome).code);
    });
  });
});

describe.each(connects)('a server of $name', (pair) => {
  const kinds = (['clientStream', 'bidi'] as const).filter((kind) => !pair.without?.includes(kind));

  it.each(kinds)('fails the reading of requests that their client did not close: %s', async (kind) => {
    const stage = new Stage(pair, kind);
    open.push(() => stage.close());
    const started = new Moment();
    const seen = new Moment<unknown>();
    const client = await stage.serve(async ({ requests }) => {
      try {
        for await (const _ of requests) started.come();
        seen.come('a clean end');
      } catch (error) {
        seen.come([fromError(error)?.code, current().err()]);
      }
    });
    const [ctx, cancel] = withCancel(background());
    const outcome = outcomeOf(client.call(kind, { ctx, requests: endless() }));
    await started.came;
    cancel();
    expect(await seen.came).toEqual([Status.CANCELLED, Canceled]);
    await outcome;
  });

  it('hears of it when a loop over the responses is left', async () => {
    const stage = new Stage(pair, 'serverStream');
    open.push(() => stage.close());
    const ended = new Moment<Error | undefined>();
    const client = await stage.serve(async ({ send }) => {
      await send({ n: 1 });
      ended.come(await end(current()));
    });
    const responses = client.call('serverStream', { ctx: background() });
    expect(await responses.next()).toEqual({ n: 1 });
    await responses.leave?.();
    expect(await ended.came).toBe(Canceled);
  });
});

afterEach(() => jest.restoreAllMocks());

describe.each(connects)('a call that was left, on a server of $name', (pair) => {
  it.each(['unary', 'serverStream', 'clientStream'] as const)(
    'is not written about on the console: %s',
    async (kind) => {
      const written = jest.spyOn(console, 'error').mockImplementation();
      const stage = new Stage(pair, kind);
      const [started, ended] = [new Moment(), new Moment()];
      const client = await stage.serve(async () => {
        current().signal.addEventListener('abort', () => ended.come());
        started.come();
        await new Promise(() => {});
      });
      const [ctx, leave] = withCancel(background());
      const outcome = outcomeOf(client.call(kind, { ctx }));
      await started.came;
      leave();
      await outcome;
      await ended.came;
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate); // the adapter writes, or does not
      expect(written.mock.calls).toEqual([]);
      stage.close();
    },
  );
});
