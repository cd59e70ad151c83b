import assert from 'node:assert';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { current, key, withValue } from '../../lib/context';
import { fromContextError, serverTransportStreamFromContext, setHeader, setTrailer } from '../../lib/grpc';
import { clientLogging, inOrder, logging } from '../../lib/interceptors';
import { appendToOutgoingContext, newOutgoingContext } from '../../lib/metadata';
import { createChannel, createClientFactory, createServer } from '../../lib/nice-grpc';
import { EOF, newClient, register } from '../../lib/stub';
import { Echo } from '../support/echo';

// Whatever prints an object of this library, that a handler, an interceptor or a caller gets, prints no value of metadata and of
// contexts. What a Map is printed as, and grpc-js's own objects, README rule 7 names.

const secret = 'hush-4711';
const tenant = key<string>('tenant');

function printed(print: (console: Console) => void): string {
  let text = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  print(new Console({ stdout, stderr: stdout, inspectOptions: { depth: 10 } }));
  return text;
}

function told(f: () => void): string {
  try {
    f();
  } catch (error) {
    return error instanceof Error ? `${error.message}${error.stack}` : '';
  }
  return '';
}

const printers: Readonly<Record<string, (x: unknown) => string | undefined>> = {
  String: (x) => String(x),
  JSON: (x) => JSON.stringify(x),
  'JSON in an object': (x) => JSON.stringify({ x }, null, 1),
  inspect: (x) => inspect(x, { depth: 12 }),
  'inspect without customInspect': (x) => inspect(x, { depth: 12, customInspect: false }),
  'inspect with showHidden': (x) => inspect(x, { depth: 12, showHidden: true }),
  'inspect with showHidden, without customInspect': (x) =>
    inspect(x, { depth: 12, showHidden: true, customInspect: false }),
  'inspect with getters': (x) => inspect(x, { depth: 12, getters: true }),
  format: (x) => format('%s %o %O %j', x, x, x, x),
  'console.log': (x) => printed((console) => console.log(x)),
  'console.dir': (x) => printed((console) => console.dir(x, { depth: 10 })),
  'console.table': (x) => printed((console) => console.table([x])),
  'assert.deepStrictEqual': (x) => told(() => assert.deepStrictEqual(x, { other: 1 })),
  'assert.strictEqual': (x) => told(() => assert.strictEqual(x, 5)),
  'expect().toEqual()': (x) => told(() => expect(x).toEqual({ other: 1 })),
  'expect().toBe()': (x) => told(() => expect({ x }).toBe(5)),
  'a cause': (x) => inspect(new Error('outer', { cause: x }), { depth: 12 }),
  'a spread': (x) => inspect({ ...Object(x) }, { depth: 12 }),
};

const objects = new Map<string, unknown>();

beforeAll(async () => {
  const metadata = { authorization: `Bearer ${secret}`, 'x-bin': secret };
  const ctx = withValue(newOutgoingContext(metadata), tenant, secret);
  const note = (name: string, x: unknown) => objects.set(name, x);
  const inHandler = (name: string) => {
    note(`${name}: current()`, current());
    setHeader({ 'x-header': secret });
    setTrailer({ 'x-trailer': secret });
    note(`${name}: serverTransportStreamFromContext()`, serverTransportStreamFromContext());
  };

  const server = createServer(
    inOrder(
      logging((event) => note(`event ${event.event} of a server`, event)),
      {
        unary: async (ctx, req, _, handler) =>
          handler(note('the context of an interceptor', ctx) && ctx, req),
        stream: async (srv, stream, _, handler) => {
          note('the stream of an interceptor', stream);
          await handler(srv, stream);
        },
      },
    ),
  );
  server.add(Echo, {
    unary: async (request, context) => {
      inHandler('nice-grpc');
      note('CallContext', context);
      note('CallContext.metadata', context.metadata);
      return request;
    },
    clientStream: async () => {
      throw fromContextError(undefined) ?? new Error('no');
    },
    async *serverStream(request) {
      yield request;
    },
    async *bidi(requests) {
      note('the requests of a handler', requests);
      yield* requests;
    },
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const log = inOrder(clientLogging((event) => note(`event ${event.event} of a client`, event)));
  const client = createClientFactory(log).create(Echo, channel);
  await client.unary({}, { ctx });
  const responses = client.serverStream({}, { ctx });
  note('the responses of a client', responses);
  for await (const _ of responses);
  note(
    'the error of a call',
    await client.clientStream((async function* () {})(), { ctx }).catch((error) => error),
  );
  const unsendable = appendToOutgoingContext(ctx, 'k', `${secret}\x01`);
  note(
    'the error of what cannot be sent',
    await client.unary({}, { ctx: unsendable }).catch((error) => error),
  );

  const stub = newClient(Echo, channel);
  const stream = await stub.bidi(ctx);
  note('ClientStream', stream);
  note('ClientStream.context', stream.context);
  await stream.send({});
  stream.closeSend();
  for await (const _ of stream);
  note('ClientStream, ended', stream);
  note('a client of a stub', stub);
  note('EOF', EOF);

  const own = createServer();
  register(own, Echo, {
    unary: async (ctx, request) => {
      inHandler('stub');
      note('the context of a handler', ctx);
      return request;
    },
    clientStream: async () => ({}),
    serverStream: async (request, stream) => stream.send(request),
    bidi: async (stream) => {
      note('ServerStream', stream);
      for await (const message of stream) await stream.send(message);
    },
  });
  const other = createChannel(`127.0.0.1:${await own.listen('127.0.0.1:0')}`);
  const second = newClient(Echo, other);
  await second.unary(ctx, {});
  const bidi = await second.bidi(ctx);
  bidi.closeSend();
  for await (const _ of bidi);
  for (const end of [channel, other]) end.close();
  for (const end of [server, own]) end.forceShutdown();
});

describe.each(Object.entries(printers))('%s', (_, print) => {
  it('shows no value of what a handler, an interceptor or a caller gets', () => {
    const shown = [...objects].filter(([, object]) => {
      const text = print(object) ?? '';
      return text.includes(secret) || text.includes(Buffer.from(secret).toString('base64'));
    });
    expect(objects.size).toBeGreaterThan(20);
    expect(shown.map(([name]) => name)).toEqual([]);
  });
});
