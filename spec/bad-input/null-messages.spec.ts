import { Status } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import { outcomeOf } from '../support/adapters/outcome';
import { adapters, niceGrpc, type Pair } from '../support/adapters/pairs';
import { stubClient, stubServer } from '../support/adapters/stub';
import { type Kind, kinds, type Message } from '../support/echo';
import { each } from '../support/queue';
import { wrong } from '../support/wrong';

// A codec may make `null` of a message, as that of JSON does of "null". To a stream of Node's that is its end: of two messages the
// first would be the whole.

const shapes: readonly Pair[] = [
  ...adapters,
  { ...niceGrpc, name: 'stub', server: stubServer, client: stubClient },
];

type Through = (...args: unknown[]) => never;
const through = wrong<undefined>({
  unaryInterceptors: [
    (ctx: unknown, method: unknown, req: unknown, next: Through, opts: unknown) =>
      next(ctx, method, req, opts),
  ],
  streamInterceptors: [
    (ctx: unknown, desc: unknown, method: unknown, next: Through, opts: unknown) =>
      next(ctx, desc, method, opts),
  ],
});

describe.each(shapes)('a message that is null, $name', ({ server, client }) => {
  describe.each([
    ['without', undefined],
    ['with', through],
  ])('%s interceptors', (_, interceptors) => {
    it.each(kinds)('ends a %s call with INTERNAL when it is a response', async (kind) => {
      const serving = await server.listen(async ({ requests, send }) => {
        for await (const request of requests)
          if (kind === 'bidi' || kind === 'serverStream') await send(request);
        await send(wrong(new Date(Number.NaN))); // null in JSON
      });
      const dialled = client.connect(`127.0.0.1:${serving.port}`, undefined, interceptors);
      const [ctx, cancel] = withTimeout(background(), 5000);
      const { code } = await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } }));
      expect(Status[code]).toBe('INTERNAL');
      cancel();
      dialled.close();
      serving.stop();
    });
  });

  it.each(['clientStream', 'bidi'] as const)('fails the requests of a %s call', async (kind: Kind) => {
    let outcome: unknown;
    const serving = await server.listen(async ({ requests }) => {
      try {
        for await (const _ of requests);
        outcome = 'whole';
      } catch (error) {
        outcome = error;
      }
    });
    const dialled = client.connect(`127.0.0.1:${serving.port}`);
    const [ctx, cancel] = withTimeout(background(), 5000);
    const requests = each({ id: 'x' }, wrong<Message>(new Date(Number.NaN)), { id: 'y' });
    const { code } = await outcomeOf(dialled.call(kind, { ctx, requests }));
    expect(Status[code]).toBe('INTERNAL');
    expect(outcome).not.toBe('whole');
    cancel();
    dialled.close();
    serving.stop();
  });
});
