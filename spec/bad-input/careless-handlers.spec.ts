import { Client, credentials, Metadata, Server, type ServiceError } from '@grpc/grpc-js';
import { intercept, serverInterceptor } from '../../lib/grpc-js';
import { bound } from '../support/adapters/grpc-js-server';
import { Echo, type Kind } from '../support/echo';
import { wrong } from '../support/wrong';

// What a handler of grpc-js's may do with its call beside answering it. Each call ends, once, with the same status whether
// interceptors stand before the handler or not, and so does no process.

type Call = NodeJS.EventEmitter & {
  write(message: unknown): void;
  end(trailer?: unknown): void;
  destroy(error?: Error): void;
  resume(): void;
  sendMetadata(metadata: unknown): void;
};
type Answer = (...args: unknown[]) => void;
type Careless = readonly [
  what: string,
  handle: (call: Call, answer: Answer) => unknown,
  code: number,
  details: string | RegExp,
];

const fail = (text: string) => () => {
  throw new Error(text);
};

const single: readonly Careless[] = [
  ['calls back twice', (_, answer) => [answer(null, {}), answer(null, {})], 0, ''],
  [
    'calls back with an error after a response',
    (_, answer) => [answer(null, {}), answer({ code: 5 })],
    0,
    '',
  ],
  [
    'calls back with a response after an error',
    (_, answer) => [answer({ code: 5, details: 'no' }), answer(null, {})],
    5,
    'no',
  ],
  ['rejects after its response', async (_, answer) => [answer(null, {}), fail('late')()], 0, ''],
  ['calls back with a string as error', (_, answer) => answer('boom'), 2, /^Unknown [Ee]rror$/],
  ['calls back with a trailer that is none', (_, answer) => answer(null, {}, 5), 0, ''],
  [
    'sends a header that is none',
    (call, answer) => [call.sendMetadata(5), answer(null, {})],
    2,
    'Unknown error',
  ],
  [
    'sends a header after its response',
    (call, answer) => [answer(null, {}), call.sendMetadata(new Metadata())],
    0,
    '',
  ],
];

const receiving: readonly Careless[] = [
  ['throws in a listener of data', (call) => call.on('data', fail('data')), 2, 'Unknown error'],
  [
    'throws in a listener of the end',
    (call) => [call.resume(), call.on('end', fail('end'))],
    2,
    'Unknown error',
  ],
];

const streams: readonly Careless[] = [
  ['ends twice', (call) => [call.end(), call.end()], 0, ''],
  ['ends with a trailer that is none', (call) => call.end(5), 0, ''],
  [
    'writes after the end',
    (call) => [call.on('error', () => {}), call.write({}), call.end(), call.write({})],
    2,
    'write after end',
  ],
  [
    'emits two errors',
    (call) => [call.emit('error', { code: 5, details: 'a' }), call.emit('error', { code: 6 })],
    5,
    'a',
  ],
  ['emits an error that is nothing', (call) => call.emit('error'), 2, /^Unknown [Ee]rror$/],
  ['emits a string as error', (call) => call.emit('error', 'boom'), 2, /^Unknown [Ee]rror$/],
  ['destroys its call', (call) => call.destroy(), 1, 'context canceled'],
  ['destroys its call with an error', (call) => call.destroy(new Error('d')), 2, 'd'],
  [
    'throws in a listener of its own error',
    (call) => [call.on('error', fail('again')), call.emit('error', { code: 5, details: 'a' })],
    5,
    'a',
  ],
];

const table: ReadonlyArray<readonly [Kind, readonly Careless[]]> = [
  ['unary', single],
  ['clientStream', [...single, ...receiving]],
  ['serverStream', streams],
  ['bidi', [...streams, ...receiving]],
];

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(process, 'emitWarning').mockImplementation();
});
afterEach(() => warn.mockRestore());

/** Returns how a call of `kind` ended that `handle` handles. */
async function outcome(
  kind: Kind,
  handle: Careless[1],
  interceptors: object,
): Promise<{ code: number; details: string }> {
  const server = new Server({ interceptors: [serverInterceptor()] });
  const service = { [kind]: Echo[kind] };
  server.addService(service, intercept(service, { [kind]: wrong(handle) }, interceptors));
  const client = new Client(`127.0.0.1:${await bound(server)}`, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = Echo[kind];
  const codec = [path, requestSerialize, responseDeserialize] as const;
  const options = { deadline: Date.now() + 4000 };
  const ended = await new Promise<{ code: number; details: string }>((resolve) => {
    const done = (error: ServiceError | null) =>
      resolve({ code: error?.code ?? 0, details: error?.details ?? '' });
    const read = (call: NodeJS.EventEmitter) =>
      call
        .on('error', () => {})
        .on('data', () => {})
        .on('status', ({ code, details }) => resolve({ code, details: code === 0 ? '' : details }));
    if (kind === 'unary') client.makeUnaryRequest(...codec, {}, options, done);
    else if (kind === 'clientStream') client.makeClientStreamRequest(...codec, options, done).end({});
    else if (kind === 'serverStream') read(client.makeServerStreamRequest(...codec, {}, options));
    else {
      const call = client.makeBidiStreamRequest(...codec, options);
      read(call);
      call.end({});
    }
  });
  client.close();
  server.forceShutdown();
  return ended;
}

const through = {
  unaryInterceptors: [(ctx: unknown, req: unknown, _: unknown, next: Answer) => next(ctx, req)],
  streamInterceptors: [(srv: unknown, stream: unknown, _: unknown, next: Answer) => next(srv, stream)],
};

describe.each(table)('a handler of a %s call of grpc-js', (kind, rows) => {
  describe.each([
    ['without', {}],
    ['with', through],
  ])('%s interceptors', (_, interceptors) => {
    it.each(rows.map(([what, ...rest]) => ({ what, rest })))(
      '$what',
      async ({ rest: [handle, code, details] }) => {
        const ended = await outcome(kind, handle, interceptors);
        expect(ended).toEqual({
          code,
          details: typeof details === 'string' ? details : expect.stringMatching(details),
        });
      },
    );
  });
});
