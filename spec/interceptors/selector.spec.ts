import { ServerError, Status } from 'nice-grpc-common';
import { background } from '../../lib/context';
import type { ClientStream } from '../../lib/grpc';
import {
  type CallMeta,
  type ClientInterceptor,
  clientSelector,
  type MatchFunc,
  type Selection,
  type ServerInterceptor,
  selector,
} from '../../lib/interceptors';
import { callStream } from '../../lib/testing';
import { wrong } from '../support/wrong';
import { sides } from './both';

/** An interceptor that lets nobody pass. */
const deny: ServerInterceptor = {
  unary: () => Promise.reject(new ServerError(Status.PERMISSION_DENIED, 'no')),
  stream: () => Promise.reject(new ServerError(Status.PERMISSION_DENIED, 'no')),
};

const malformed = [
  '',
  '/',
  '//',
  'shop.v1.Edge/Buy',
  '/shop.v1.Edge',
  '/shop.v1.Edge/',
  '//Buy',
  '/shop.v1.Edge/Buy/',
  '//shop.v1.Edge/Buy',
  '/shop.v1.Edge//Buy',
  '/a/shop.v1.Edge/Buy',
  '/shop.v1.Edge/Buy?x',
  '/shop.v1.Edge/Buy\n',
  '/shop.v1.Edge/../Buy',
  '/shop.v1.Edge/%42uy',
  ' /shop.v1.Edge/Buy',
  'http://h/shop.v1.Edge/Buy',
  '/shop.v1.\u0415dge/Buy',
];

describe.each(sides)('interceptors.selector().%s', (side, call) => {
  const kind = side === 'unary' ? 'unary' : 'bidi_stream';
  const fullMethod = '/shop.v1.Edge/Buy';

  it.each<[Selection | MatchFunc, boolean]>([
    [{}, true],
    [{ service: 'shop.v1.Edge' }, true],
    [{ service: 'shop.v1.edge' }, false],
    [{ service: 'shop.v1' }, false],
    [{ service: ['other', 'shop.v1.Edge'] }, true],
    [{ service: [] }, false],
    [{ method: 'Buy' }, true],
    [{ method: ['Sell'] }, false],
    [{ service: 'shop.v1.Edge', method: 'Sell' }, false],
    [{ kind }, true],
    [{ kind: 'client_stream' }, false],
    [{ kind: ['client_stream', kind] }, true],
    [(_, { service }) => service !== 'grpc.health.v1.Health', true],
    [(_, { method }) => method !== 'Buy', false],
  ])('of %p applies: %s', async (match, applies) => {
    const outcome = await call(selector(deny, match), () => {}, { fullMethod });
    expect(outcome.code).toBe(applies ? Status.PERMISSION_DENIED : Status.OK);
  });

  it('tells the function what the call is for, and its context', async () => {
    const seen: [string, CallMeta][] = [];
    const match: MatchFunc = (ctx, call) => {
      seen.push([String(ctx.err()), call]);
      return false;
    };
    await call(selector(deny, match), () => {}, { fullMethod });
    const meta = { fullMethod, service: 'shop.v1.Edge', method: 'Buy', kind };
    expect(seen).toEqual([['undefined', meta]]);
  });

  it.each(malformed)('refuses %j, whatever it matches', async (fullMethod) => {
    for (const match of [() => false, () => true, {}, { service: 'other' }]) {
      let reached = false;
      const outcome = await call(
        selector(deny, match),
        () => {
          reached = true;
        },
        { fullMethod },
      );
      expect(outcome).toMatchObject({ code: Status.UNIMPLEMENTED });
      expect(outcome.details).toMatch(/^malformed method name: "/);
      expect(reached).toBe(false);
    }
  });
});

describe('interceptors.selector().stream', () => {
  it.each([
    [true, false, 'client_stream'],
    [false, true, 'server_stream'],
  ] as const)('tells the kind: %s %s', async (isClientStream, isServerStream, kind) => {
    const { stream: interceptor } = selector(deny, { kind });
    const outcome = await callStream(() => {}, [], { interceptor, isClientStream, isServerStream });
    expect(outcome.code).toBe(Status.PERMISSION_DENIED);
  });
});

describe('interceptors.clientSelector()', () => {
  const marking: ClientInterceptor = {
    unary: async (ctx, method, req, invoker, opts) => `marked ${await invoker(ctx, method, req, opts)}`,
    stream: () => Promise.reject(new Error('marked')),
  };
  const selected = clientSelector(marking, { method: 'Buy' });
  const desc = { streamName: 'Buy', clientStreams: true, serverStreams: false };
  const made = wrong<ClientStream>({});
  const unary = (method: string) => selected.unary(background(), method, {}, async () => 'ok', []);
  const stream = (method: string) => selected.stream(background(), desc, method, async () => made, []);

  it('applies to the calls that match alone', async () => {
    expect(await unary('/s.S/Buy')).toBe('marked ok');
    expect(await unary('/s.S/Sell')).toBe('ok');
    await expect(stream('/s.S/Buy')).rejects.toThrow('marked');
    expect(await stream('/s.S/Sell')).toBe(made);
  });

  it.each(malformed)('refuses %j', async (method) => {
    await expect(unary(method)).rejects.toMatchObject({ code: Status.UNIMPLEMENTED });
    await expect(stream(method)).rejects.toMatchObject({ code: Status.UNIMPLEMENTED });
  });
});
