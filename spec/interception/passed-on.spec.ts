import { background, withTimeout } from '../../lib/context';
import type { ClientInterceptors } from '../../lib/grpc';
import { outcomeOf } from '../support/adapters/outcome';
import { adapters, niceGrpc, type Pair } from '../support/adapters/pairs';
import { stubClient, stubServer } from '../support/adapters/stub';
import { type Kind, kinds } from '../support/echo';
import { wrong } from '../support/wrong';

// What an interceptor of a client goes on with: its types tell, and JavaScript does not look.

const shapes: readonly Pair[] = [
  ...adapters,
  { ...niceGrpc, name: 'stub', server: stubServer, client: stubClient },
];

type Change = (args: { ctx: unknown; method: unknown; opts: unknown }) => {
  ctx: unknown;
  method: unknown;
  opts: unknown;
};
type Next = (...args: unknown[]) => unknown;

/** Returns interceptors that go on with what `change` makes of what they are given; `inner` stands behind them. */
function changing(change: Change, inner: ClientInterceptors = {}): ClientInterceptors {
  return {
    unaryInterceptors: [
      (ctx, method, req, invoker, opts) => {
        const passed = change({ ctx, method, opts });
        return wrong(wrong<Next>(invoker)(passed.ctx, passed.method, req, passed.opts));
      },
      ...(inner.unaryInterceptors ?? []),
    ],
    streamInterceptors: [
      (ctx, desc, method, streamer, opts) => {
        const passed = change({ ctx, method, opts });
        return wrong(wrong<Next>(streamer)(passed.ctx, desc, passed.method, passed.opts));
      },
      ...(inner.streamInterceptors ?? []),
    ],
  };
}

const through = changing((args) => args);

/** Returns how a call ended whose interceptors are `interceptors`: its code, or the text of what it threw. */
async function ended(
  { server, client }: Pair,
  kind: Kind,
  interceptors: ClientInterceptors,
): Promise<unknown> {
  const serving = await server.listen(async ({ requests, send }) => {
    for await (const request of requests) await send(request);
  });
  const dialled = client.connect(`127.0.0.1:${serving.port}`, undefined, interceptors);
  const [ctx, cancel] = withTimeout(background(), 5000);
  try {
    const { code, details } = await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } }));
    return code === 0 ? code : details;
  } catch (error) {
    return Object(error).message;
  } finally {
    cancel();
    dialled.close();
    serving.stop();
  }
}

describe.each(shapes)('$name', (shape) => {
  describe.each(kinds)('a %s call', (kind) => {
    const next = kind === 'unary' ? 'invoker' : 'streamer';

    it('is made without options when an interceptor leaves them out, as in Go', async () => {
      for (const inner of [{}, through])
        expect(
          await ended(
            shape,
            kind,
            changing((args) => ({ ...args, opts: undefined }), inner),
          ),
        ).toBe(0);
    });

    it.each([
      ['another context', { ctx: null }, 'ctx must be a Context: got null'],
      ['another method', { method: 5 }, 'method must be a string: got number'],
      ['options that are none', { opts: [5] }, 'opts must be a list of options of a call: got Array'],
      ['options that are no list', { opts: {} }, 'opts must be a list of options of a call: got object'],
    ])(
      'fails with a text that names what was called when an interceptor passes on %s',
      async (_, change, text) => {
        for (const inner of [{}, through])
          expect(
            await ended(
              shape,
              kind,
              changing((args) => ({ ...args, ...change }), inner),
            ),
          ).toBe(`grpc: ${next}: ${text}`);
      },
    );
  });
});
