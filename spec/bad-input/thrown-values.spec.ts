import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import { errorText } from '../../lib/context/internal';
import type { ClientInterceptors, ServerInterceptors } from '../../lib/grpc';
import { logging } from '../../lib/interceptors';
import { convert } from '../../lib/status';
import { outcomeOf } from '../support/adapters/outcome';
import { adapters, type Pair, stub } from '../support/adapters/pairs';
import { kinds } from '../support/echo';
import { wrong } from '../support/wrong';

// JavaScript throws anything: what is no error, and what throws again when it is looked at. Whoever throws it, the call ends.

const shapes: readonly Pair[] = [...adapters, stub];

function trap(): object {
  const fail = () => {
    throw new Error('a trap');
  };
  return new Proxy({}, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, fail])));
}

function shy(): Error {
  const error = new Error('shy');
  void error.stack;
  const get = () => {
    throw new Error('a trap');
  };
  return Object.defineProperties(error, { message: { get }, stack: { get }, code: { get }, cause: { get } });
}

const values: ReadonlyArray<readonly [string, unknown]> = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 5],
  ['a string', 'text'],
  ['a symbol', Symbol('text')],
  ['a function', () => 'text'],
  ['an object without a prototype', Object.create(null)],
  ['an object with a message', { message: 'text' }],
  ['an object whose toString throws', Object.assign(Object.create(null), { toString: trap })],
  ['a Proxy whose traps throw', trap()],
  ['an error whose getters throw', shy()],
  ['a frozen error', Object.freeze(new Error('text'))],
];

const something = values.filter(([, value]) => value !== undefined && value !== null);

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(process, 'emitWarning').mockImplementation();
});
afterEach(() => warn.mockRestore());

/** Returns the code with which a call ends; what is no status is given as it is. */
async function codeOf(
  { server, client }: Pair,
  kind: (typeof kinds)[number],
  thrower: { handler?: unknown; onServer?: ServerInterceptors; onClient?: ClientInterceptors },
): Promise<unknown> {
  const serving = await server.listen(
    async ({ requests, send }) => {
      for await (const request of requests) await send(request);
      if ('handler' in thrower) throw thrower.handler;
    },
    undefined,
    thrower.onServer,
  );
  const dialled = client.connect(`127.0.0.1:${serving.port}`, undefined, thrower.onClient);
  const [ctx, cancel] = withTimeout(background(), 5000);
  try {
    return (await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } }))).code;
  } catch (thrown) {
    return { thrown };
  } finally {
    cancel();
    dialled.close();
    serving.stop();
  }
}

function throwing(value: unknown): () => never {
  return () => {
    throw value;
  };
}

function rejecting(value: unknown): () => Promise<never> {
  return async () => {
    throw value;
  };
}

const ways = { throws: throwing, 'rejects with': rejecting };

describe.each(shapes)('$name', (shape) => {
  describe.each(kinds)('%s', (kind) => {
    // A handler of grpc-js's calls back with nothing for success, and so does the one that the others have here.
    it.each(shape.name === 'stub' ? values : something)(
      'ends with UNKNOWN when a handler throws %s',
      async (_, value) => {
        expect(await codeOf(shape, kind, { handler: value })).toBe(Status.UNKNOWN);
      },
    );

    it.each(values)('ends with UNKNOWN when an interceptor of the server throws %s', async (_, value) => {
      for (const way of Object.values(ways)) {
        const fault = wrong<never>(way(value));
        const onServer = { unaryInterceptors: [fault], streamInterceptors: [fault] };
        expect(await codeOf(shape, kind, { onServer })).toBe(Status.UNKNOWN);
      }
    });

    it.each(something)('ends when an interceptor of the client throws %s', async (_, value) => {
      for (const way of Object.values(ways)) {
        const fault = wrong<never>(way(value));
        const onClient = { unaryInterceptors: [fault], streamInterceptors: [fault] };
        const came = await codeOf(shape, kind, { onClient });
        if (came === Status.UNKNOWN) continue;
        const { thrown } = Object(came);
        expect(thrown === value || errorText(thrown) === 'a trap').toBe(true); // the latter when the outcome is looked at
      }
    });

    it.each(values)('goes on when a log throws %s, or rejects with it', async (_, value) => {
      for (const way of Object.values(ways)) {
        const { unary, stream } = logging(wrong(way(value)));
        const onServer = { unaryInterceptors: [unary], streamInterceptors: [stream] };
        expect(await codeOf(shape, kind, { onServer })).toBe(Status.OK);
      }
    });
  });
});

describe('status.convert()', () => {
  it.each(values)('is UNKNOWN for %s, or OK for nothing', (_, value) => {
    expect(convert(value).code).toBe(value === undefined || value === null ? Status.OK : Status.UNKNOWN);
  });

  it('keeps the code of an error that is frozen', () => {
    expect(convert(Object.freeze(new ServerError(Status.ABORTED, 'x'))).code).toBe(Status.ABORTED);
    expect(convert(Object.freeze(new ClientError('/x', Status.ABORTED, 'x'))).code).toBe(Status.ABORTED);
  });
});
