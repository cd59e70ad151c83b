import { Code, ConnectError } from '@connectrpc/connect';
import { createClient, createGrpcTransport } from '../../lib/connect';
import { outcomeOf } from '../support/adapters/outcome';
import { connects } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';
import { ConnectEcho } from '../support/connect-echo';
import { kinds } from '../support/echo';

// What handlers throw and callers give that nobody should.

const thrown: ReadonlyArray<readonly [string, unknown, Code, string]> = [
  ['nothing', undefined, Code.Internal, 'internal error'],
  ['null', null, Code.Internal, 'internal error'],
  ['a text', 'SECRET', Code.Internal, 'internal error'],
  ['an error with the code of success', new ConnectError('why', 0 as Code), Code.Unknown, 'why'],
  ['an error with a code that is no number', new ConnectError('why', Number.NaN), Code.Unknown, 'why'],
  ['a text that is not well formed', new ConnectError('a\ud800', Code.NotFound), Code.NotFound, 'a\ufffd'],
];

describe.each(connects)('a handler of $name', (pair) => {
  const carried = kinds.filter((kind) => !pair.without?.includes(kind));

  it.each(thrown)('may throw %s', async (_, value, code, details) => {
    const logged = jest.spyOn(console, 'error').mockImplementation(); // Connect tells what went wrong
    for (const kind of carried) {
      const stage = new Stage(pair, kind);
      const outcome = await stage.call(() => {
        throw value;
      });
      stage.close();
      expect([kind, outcome.code, outcome.details]).toEqual([kind, code, details]);
    }
    logged.mockRestore();
  });
});

describe.each(connects)('a caller of $name', (pair) => {
  const broken = {
    [Symbol.asyncIterator](): never {
      throw new Error('mine');
    },
  };

  it('may give requests of which no iterator can be made, which fails its call alone', async () => {
    const stage = new Stage(pair, 'clientStream');
    const client = await stage.serve(async ({ requests }) => {
      for await (const _ of requests);
    });
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on('uncaughtExceptionMonitor', note);
    expect((await outcomeOf(client.call('clientStream', { requests: broken }))).code).not.toBe(0);
    expect((await outcomeOf(client.call('unary'))).code).toBe(0);
    process.off('uncaughtExceptionMonitor', note);
    stage.close();
    expect(uncaught).toEqual([]);
  });
});

describe('a call is refused whose', () => {
  const client = createClient(ConnectEcho, createGrpcTransport({ baseUrl: 'http://127.0.0.1:1' }));
  const wrong: (value: unknown) => never = (value) => value as never;

  it.each([
    ['options are null', () => client.unary({}, wrong(null)), 'options must be an object: got null'],
    ['options are a number', () => client.unary({}, wrong(5)), 'options must be an object: got number'],
    ['timeout is NaN', () => client.unary({}, { timeoutMs: Number.NaN }), 'timeoutMs must be a number'],
    ['timeout is a text', () => client.unary({}, { timeoutMs: wrong('5') }), 'timeoutMs must be a number'],
    [
      'requests are nothing',
      () => client.clientStream(wrong(undefined)),
      'requests must be an async iterable',
    ],
    ['requests are a list', () => client.bidi(wrong([{}])), 'requests must be an async iterable'],
  ])('%s', async (_, call, text) => {
    const refused = async () => call();
    await expect(refused()).rejects.toThrow(TypeError);
    await expect(refused()).rejects.toThrow(text);
  });
});
