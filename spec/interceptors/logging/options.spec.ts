import * as codes from '../../../lib/codes';
import { background, type Context, current, withTimeout } from '../../../lib/context';
import {
  addLogFields,
  type CallEvent,
  clientLogging,
  inOrder,
  type LoggingOptions,
  logFields,
  logging,
  withLogFields,
} from '../../../lib/interceptors';
import { createChannel, createServer } from '../../../lib/nice-grpc';
import * as status from '../../../lib/status';
import { newClient, register } from '../../../lib/stub';
import { callUnary } from '../../../lib/testing';
import { Echo, type Message } from '../../support/echo';

// The cases of go-grpc-middleware's logging/interceptors_test.go, over a real server.

const open: Array<() => unknown> = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const end of open.splice(0)) end();
});

interface Both {
  readonly server?: LoggingOptions;
  readonly client?: LoggingOptions;
  readonly handle?: (ctx: Context) => void;
}

/** Calls a service that logs, with a client that does, and returns what each was told. */
async function logged(
  { server: own = {}, client: others = {}, handle = () => {} }: Both,
  call: (client: TestClient) => Promise<unknown>,
) {
  const [atServer, atClient]: [CallEvent[], CallEvent[]] = [[], []];
  const deadlines: boolean[] = []; // whether the context in which it was told has one
  const note = (told: CallEvent[], event: CallEvent) => {
    told.push(event);
    deadlines.push(current().deadline !== undefined);
  };
  const server = createServer(inOrder(logging((event) => note(atServer, event), own)));
  register(server, Echo, {
    unary: async (ctx, { fail }) => {
      handle(ctx);
      if (typeof fail === 'number') throw status.error(fail, 'Userspace error');
      return { text: 'pong' };
    },
    serverStream: async (_, stream) => {
      handle(stream.context);
      for (let i = 0; i < 2; i++) await stream.send({ i });
    },
    clientStream: async (stream) => {
      for await (const _ of stream);
      return {};
    },
    bidi: async (stream) => {
      for await (const message of stream) await stream.send(message);
    },
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  open.push(
    () => channel.close(),
    () => server.forceShutdown(),
  );
  const client = newClient(Echo, channel, inOrder(clientLogging((event) => note(atClient, event), others)));
  const error = await call(client).then(
    () => undefined,
    (error: unknown) => error,
  );
  channel.close();
  await server.shutdown();
  return { atServer, atClient, error, deadlines };
}

type TestClient = ReturnType<typeof newClient<typeof Echo>>;

const drain = async (stream: AsyncIterable<Message>) => {
  for await (const _ of stream);
};
const lines = (events: CallEvent[]) => events.map(({ level, message }) => `${level}: ${message}`);

describe('the lines of interceptors.logging()', () => {
  it('have the fields of go-grpc-middleware', async () => {
    const { atServer, atClient } = await logged({}, async (client) => {
      const [ctx, cancel] = withTimeout(background(), 60_000);
      await client.unary(withLogFields(ctx, { 'custom-field': 'yes' }), {});
      cancel();
    });
    const named = {
      protocol: 'grpc',
      'grpc.service': 'test.Echo',
      'grpc.method': 'Unary',
      'grpc.method_type': 'unary',
    };
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const timed = {
      'grpc.start_time': time,
      'grpc.request.deadline': time,
      'grpc.time_ms': expect.any(Number),
    };
    const address = expect.stringContaining('127.0.0.1:');
    expect(atServer.map(({ fields }) => fields)).toEqual([
      { ...named, ...timed, 'grpc.component': 'server', 'peer.address': address },
      { ...named, ...timed, 'grpc.component': 'server', 'peer.address': address, 'grpc.code': 'OK' },
    ]);
    const own = { 'grpc.component': 'client', 'custom-field': 'yes', ...named, ...timed };
    expect(atClient.map(({ fields }) => fields)).toEqual([
      own,
      { ...own, 'grpc.code': 'OK', 'peer.address': address },
    ]);
    expect(lines(atServer)).toEqual(['info: started call', 'info: finished call']);
    expect(lines(atClient)).toEqual(['debug: started call', 'debug: finished call']);
  });

  it.each([
    [codes.NotFound, 'info', 'debug'],
    [codes.Internal, 'error', 'warn'],
    [codes.FailedPrecondition, 'warn', 'debug'],
    [codes.Unauthenticated, 'info', 'info'],
    [codes.DeadlineExceeded, 'warn', 'info'],
    [99, 'error', 'info'],
  ])('have the level of code %i', async (code, server, client) => {
    const { atServer, atClient } = await logged({}, (client) => client.unary({ fail: code }));
    expect([atServer[1]?.level, atClient[1]?.level]).toEqual([server, client]);
  });

  it('have the error, and errorFields', async () => {
    const own: LoggingOptions = { errorFields: (error) => ({ 'error.code': status.code(error) }) };
    const { atServer, atClient, error } = await logged({ server: own, client: own }, (client) =>
      client.unary({ fail: 5 }),
    );
    const failed = {
      'grpc.code': 'NotFound',
      'grpc.error': 'rpc error: code = NotFound desc = Userspace error',
      'error.code': 5,
    };
    expect(atServer[1]?.fields).toMatchObject(failed);
    expect(atClient[1]?.fields).toMatchObject(failed);
    expect(atClient[1]).toMatchObject({ event: 'finish', error, code: 5 });
    expect(JSON.stringify([atServer, atClient])).not.toContain('Userspace');
  });

  it('take their level and code from options', async () => {
    const own: LoggingOptions = { level: (code) => (code === 10 ? 'error' : 'debug'), code: () => 10 };
    const { atServer } = await logged({ server: own }, (client) => client.unary({ fail: 5 }));
    expect(lines(atServer)).toEqual(['debug: started call', 'error: finished call']);
    expect(atServer[1]).toMatchObject({ code: 10 });
  });

  it('take fields from options, in place of their own, and for the calls of the handler', async () => {
    let seen: unknown;
    const own: LoggingOptions = {
      fields: (_, { method }) => ({ 'grpc.method': `my ${method}`, tenant: 'a' }),
      durationFields: (ms) => ({ 'grpc.duration': ms }),
      timestamp: () => 'now',
      disableFields: ['protocol', 'grpc.component'],
    };
    const { atServer } = await logged(
      {
        server: own,
        handle: () => {
          seen = logFields();
        },
      },
      (client) => client.unary({}),
    );
    expect(atServer[1]?.fields).toEqual({
      'grpc.service': 'test.Echo',
      'grpc.method': 'my Unary',
      'grpc.method_type': 'unary',
      'grpc.code': 'OK',
      'grpc.start_time': 'now',
      'grpc.duration': expect.any(Number),
      'peer.address': expect.any(String),
      tenant: 'a',
    });
    expect(seen).toEqual({
      'grpc.service': 'test.Echo',
      'grpc.method': 'my Unary',
      'grpc.method_type': 'unary',
      tenant: 'a',
    });
  });

  it('have what a handler adds, from then on', async () => {
    const { atServer } = await logged({ handle: (ctx) => addLogFields(ctx, { order: 7 }) }, (client) =>
      client.unary({}),
    );
    expect(atServer.map(({ fields }) => fields.order)).toEqual([undefined, 7]);
  });

  it('are told of the events that are asked for', async () => {
    const { atServer, atClient } = await logged(
      { server: { events: ['finish'] }, client: { events: [] } },
      (client) => client.unary({}),
    );
    expect(lines(atServer)).toEqual(['info: finished call']);
    expect(atClient).toEqual([]);
  });
});

describe('the messages of interceptors.logging()', () => {
  const events = ['received', 'sent'] as const;
  const seen = (told: CallEvent[]) =>
    told.map((event) => [event.message, 'payload' in event && event.payload]);

  it('are told of a unary call', async () => {
    const { atServer, atClient } = await logged({ server: { events }, client: { events } }, (client) =>
      client.unary({ text: 'ping' }),
    );
    expect(seen(atServer)).toEqual([
      ['request received', { text: 'ping' }],
      ['response sent', { text: 'pong' }],
    ]);
    expect(seen(atClient)).toEqual([
      ['request sent', { text: 'ping' }],
      ['response received', { text: 'pong' }],
    ]);
    expect(atServer[0]?.fields).toMatchObject({ 'grpc.request.content': { text: 'ping' } });
    expect(atServer[1]?.fields).toMatchObject({
      'grpc.response.content': { text: 'pong' },
      'grpc.send.duration': expect.stringMatching(/ms$/),
    });
    expect(JSON.stringify([atServer, atClient])).not.toContain('ping');
  });

  it('are the request alone of a call that fails', async () => {
    const { atServer, atClient } = await logged({ server: { events }, client: { events } }, (client) =>
      client.unary({ fail: 5 }),
    );
    expect([seen(atServer), seen(atClient)]).toEqual([
      [['request received', { fail: 5 }]],
      [['request sent', { fail: 5 }]],
    ]);
  });

  it('are told of a stream both ways', async () => {
    const { atServer, atClient } = await logged(
      { server: { events }, client: { events } },
      async (client) => {
        const stream = await client.bidi();
        for (const i of [1, 2]) {
          await stream.send({ i });
          await stream.recv();
        }
        stream.closeSend();
        await drain(stream);
      },
    );
    expect(seen(atServer).map(([text]) => text)).toEqual(
      Array(2).fill(['request received', 'response sent']).flat(),
    );
    expect(seen(atClient).map(([text]) => text)).toEqual(
      Array(2).fill(['request sent', 'response received']).flat(),
    );
  });
});

describe('what interceptors.logging() is told with', () => {
  it('the context of the call, at the end of a stream too', async () => {
    const { atServer, atClient, deadlines } = await logged({}, async (client) => {
      const [ctx, cancel] = withTimeout(background(), 60_000);
      await drain(await client.serverStream(ctx, {}));
      cancel();
    });
    expect([atServer.length, atClient.length]).toEqual([2, 2]);
    expect(deadlines).toEqual([true, true, true, true]);
  });

  it('a faulty log, or a faulty fields, is a warning, and no call fails of it', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const fail = () => {
      throw new Error('faulty');
    };
    for (const interceptor of [logging(fail), logging(() => {}, { fields: fail })]) {
      warn.mockClear();
      expect(await callUnary(() => 'ok', {}, { interceptor: interceptor.unary })).toMatchObject({
        response: 'ok',
      });
      expect(String(warn.mock.calls[0]?.[0])).toMatch(/^interceptors: logging: /);
    }
    const { atServer, error } = await logged(
      { client: { events: ['start', 'finish'], errorFields: fail } },
      async (client) => {
        await drain(await client.serverStream({}));
      },
    );
    expect([atServer.length, error]).toEqual([2, undefined]);
  });

  it.each([
    [undefined, {}],
    [null, {}],
    [() => {}, null],
    [() => {}, { events: 'start' }],
    [() => {}, { level: 'info' }],
    [() => {}, { disableFields: 5 }],
  ])('refuses %p, %p', (...args) => {
    expect(() => Reflect.apply(logging, undefined, args)).toThrow(TypeError);
    expect(() => Reflect.apply(clientLogging, undefined, args)).toThrow(TypeError);
  });
});

// logging_test.go
describe('interceptors.withLogFields()', () => {
  it('adds fields, the newest of a name first', () => {
    const one = withLogFields(background(), { a: 1, b: 1 });
    const two = withLogFields(one, { b: 2, c: 2 });
    expect([logFields(background()), logFields(one), logFields(two)]).toEqual([
      {},
      { a: 1, b: 1 },
      { a: 1, b: 2, c: 2 },
    ]);
  });

  it('copies', () => {
    const fields = { a: 1 };
    const ctx = withLogFields(background(), fields);
    fields.a = 2;
    Reflect.set(logFields(ctx), 'a', 3);
    expect(logFields(ctx)).toEqual({ a: 1 });
  });

  it('addLogFields() changes what the context has, and nothing without', () => {
    const ctx = withLogFields(background(), { a: 1 });
    addLogFields(ctx, { a: 2, b: 2 });
    addLogFields(background(), { a: 2 });
    expect([logFields(ctx), logFields(background())]).toEqual([{ a: 2, b: 2 }, {}]);
  });

  it.each([undefined, null, 'x', background()])('refuses fields %p', (fields) => {
    for (const f of [withLogFields, addLogFields])
      expect(() => Reflect.apply(f, undefined, [background(), fields])).toThrow(TypeError);
  });
});
