import { background, context } from 'mdctx';
import { chainStreamClient, chainStreamServer, chainUnaryClient, chainUnaryServer } from 'mdctx/grpc';
import { validateInterceptors } from '../../lib/grpc/internal';

class Auth {
  readonly token = 'x';

  async intercept(): Promise<never> {
    throw new Error(this.token);
  }
}

const { intercept } = new Auth();
const never = async (): Promise<never> => {
  throw new Error('called');
};
const stream = { context: background() };

/** Each chain of the method alone, called. */
const calls: ReadonlyArray<[name: string, call: () => Promise<unknown>]> = [
  [
    'chainUnaryServer',
    () => chainUnaryServer(intercept)(background(), 1, { server: undefined, fullMethod: '/s/m' }, never),
  ],
  [
    'chainStreamServer',
    () =>
      Reflect.apply(chainStreamServer(intercept), undefined, [
        undefined,
        stream,
        { fullMethod: '/s/m', isClientStream: true, isServerStream: true },
        never,
      ]),
  ],
  ['chainUnaryClient', () => chainUnaryClient(intercept)(background(), '/s/m', 1, never, [])],
  [
    'chainStreamClient',
    () =>
      chainStreamClient(intercept)(
        background(),
        { streamName: 'm', clientStreams: true, serverStreams: true },
        '/s/m',
        never,
        [],
      ),
  ],
];

describe('an interceptor that is a method, taken off its object', () => {
  it.each(calls)('is told what to write: %s', async (_, call) => {
    await expect(call()).rejects.toMatchObject({
      message: expect.stringMatching(
        /an interceptor that is a method must be bound to its object: got one that reads this\.token/,
      ),
    });
  });

  it('runs in its context', async () => {
    const key = context.key<string>('k');
    const ctx = context.withValue(key, 'v');
    const seen: Array<string | undefined> = [];
    const record = chainUnaryServer(async (ctx, req, _, handler) => {
      seen.push(context.current().value(key));
      return handler(ctx, req);
    });
    await record(ctx, 1, { server: undefined, fullMethod: '/s/m' }, async () => 2);
    expect(seen).toEqual(['v']);
  });
});

describe('a chain', () => {
  it.each([
    ['chainUnaryServer', chainUnaryServer],
    ['chainStreamServer', chainStreamServer],
    ['chainUnaryClient', chainUnaryClient],
    ['chainStreamClient', chainStreamClient],
  ])('is made of functions alone: %s', (name, chain) => {
    for (const [given, type] of [
      [null, 'null'],
      [{}, 'object'],
      [[], 'Array'],
    ]) {
      expect(() => Reflect.apply(chain, undefined, [given])).toThrow(
        new TypeError(`grpc: ${name}: an interceptor must be a function: got ${type}`),
      );
    }
  });
});

describe('validateInterceptors()', () => {
  it.each<[what: string, given: unknown, text: string]>([
    ['a list', [], 'interceptors must be an object of lists: got Array'],
    ['null', null, 'interceptors must be an object of lists: got null'],
    [
      'a misspelling',
      { unaryInterceptor: [] },
      'interceptors must be unaryInterceptors and streamInterceptors: got unaryInterceptor',
    ],
    [
      'a function for a list',
      { unaryInterceptors: never },
      'unaryInterceptors must be a list of interceptors: got function',
    ],
    [
      'a list of other things',
      { streamInterceptors: [1] },
      'streamInterceptors must be a list of functions: got number',
    ],
  ])('refuses %s', (_, given, text) => {
    expect(() => Reflect.apply(validateInterceptors, undefined, ['x: y', given])).toThrow(
      new TypeError(`x: y: ${text}`),
    );
  });

  it('returns what it was given', () => {
    const given = { unaryInterceptors: [] };
    expect(validateInterceptors('x: y', given)).toBe(given);
  });
});
