import { Client, credentials, Metadata, Server, type ServiceError } from '@grpc/grpc-js';
import { current } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { intercept, serverInterceptor } from '../../lib/grpc-js';
import { createServer, Status } from '../../lib/nice-grpc';
import { register } from '../../lib/stub';
import { bound } from '../support/adapters/grpc-js-server';
import { CutUpload } from '../support/cut-upload';
import { Echo, type Kind, kinds, type Message } from '../support/echo';
import { Moment } from '../support/moment';
import { wrong } from '../support/wrong';

// What a handler of grpc-js's may do wrong. Each call ends, with what grpc-js alone would tell, and so does no process.

/** What a client of grpc-js got. */
interface Got {
  readonly code: number;
  readonly details: string;
  readonly messages: readonly Message[];
  readonly trailer: Record<string, unknown>;
}

const open: Array<() => void> = [];
afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** Calls `kind` with one request. */
function call(port: number, kind: Kind): Promise<Got> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  open.push(() => client.close());
  const { path, requestSerialize, responseDeserialize } = Echo[kind];
  const codec = [path, requestSerialize, responseDeserialize] as const;
  const messages: Message[] = [];
  return new Promise((resolve) => {
    const done = (error: ServiceError | null, message?: Message) => {
      if (message) messages.push(message);
      const { code = 0, details = '', metadata = new Metadata() } = error ?? {};
      resolve({ code, details, messages, trailer: metadata.getMap() });
    };
    const status = (stream: NodeJS.EventEmitter) => {
      stream.on('data', (message) => messages.push(message)).on('error', () => {});
      stream.on('status', ({ code, details, metadata }) =>
        resolve({ code, details, messages, trailer: metadata.getMap() }),
      );
    };
    if (kind === 'unary') client.makeUnaryRequest(...codec, {}, done);
    else if (kind === 'clientStream') client.makeClientStreamRequest(...codec, done).end({});
    else if (kind === 'serverStream') status(client.makeServerStreamRequest(...codec, {}));
    else {
      const stream = client.makeBidiStreamRequest(...codec);
      status(stream);
      stream.end({});
    }
  });
}

/** A handler of grpc-js's, of any kind. */
type Handle = (call: never, answer: (...args: unknown[]) => void) => unknown;

type Mode = 'bare' | 'contexts' | 'interceptors';

const through = {
  unaryInterceptors: [
    wrong<never>((ctx: never, req: never, _: never, next: (...a: never[]) => never) => next(ctx, req)),
  ],
  streamInterceptors: [
    wrong<never>((srv: never, s: never, _: never, next: (...a: never[]) => never) => next(srv, s)),
  ],
};

async function serve(mode: Mode, handle: Handle): Promise<number> {
  const server = new Server(mode === 'bare' ? {} : { interceptors: [serverInterceptor()] });
  open.push(() => server.forceShutdown());
  const handlers = Object.fromEntries(kinds.map((kind) => [kind, wrong<never>(handle)]));
  server.addService(Echo, mode === 'interceptors' ? intercept(Echo, handlers, through) : handlers);
  return bound(server);
}

const single =
  (error: unknown): Handle =>
  (_, answer) =>
    answer(error);
const emitting =
  (error: unknown): Handle =>
  (call: { emit(event: string, error: unknown): void }) =>
    call.emit('error', error);

const trailer = new Metadata();
trailer.set('k', 'v');

/** Errors that a handler may tell, each of which grpc-js makes a status of. */
const errors: ReadonlyArray<readonly [string, unknown]> = [
  ['an error', new Error('of a handler')],
  ['a code without a text', { code: 5 }],
  ['an undefined message', { code: 5, message: undefined }],
  ['null for a message', { code: 5, message: null }],
  ['a number for a message', { code: 5, message: 404 }],
  ['an object for a message', { code: 5, message: { of: 'a handler' } }],
  ['half a character', { code: 5, details: 'a\ud800b' }],
  ['a code that is no number', { code: 'ENOENT', message: 'no such file' }],
  ['a fraction for a code', { code: 5.5, message: 'half' }],
  ['details and metadata', { code: 9, details: 'text', metadata: trailer }],
];

describe('a handler of grpc-js that fails with', () => {
  for (const [name, error] of errors)
    for (const kind of kinds)
      for (const way of ['at once', 'later'] as const) {
        it(`${name}, ${kind}, ${way}: is told as grpc-js alone tells it`, async () => {
          const responds = kind === 'serverStream' || kind === 'bidi';
          const handle = responds ? emitting(error) : single(error);
          const called: Handle =
            way === 'at once' ? handle : (...args) => setImmediate(() => handle(...args));
          const told: Got[] = [];
          for (const mode of ['bare', 'contexts', 'interceptors'] as const) {
            if (mode === 'bare' && name === 'half a character') continue; // it throws there
            told.push(await call(await serve(mode, called), kind));
          }
          for (const one of told) expect(one.code).toBe(told[0]?.code);
          const text = typeof told[0]?.details;
          for (const one of told) expect([one.messages, one.trailer.k]).toEqual([[], told[0]?.trailer.k]);
          expect(text).toBe('string');
        });
      }
});

describe('what a handler throws by accident', () => {
  const secret = 'connect postgres://app:secret@db';
  for (const kind of kinds)
    for (const mode of ['contexts', 'interceptors'] as const)
      for (const [way, handle] of [
        [
          'throws',
          () => {
            throw new Error(secret);
          },
        ],
        [
          'rejects with',
          async () => {
            throw new Error(secret);
          },
        ],
        [
          'throws what cannot be printed',
          () => {
            throw wrong<Error>(Object.create(null));
          },
        ],
        [
          'throws undefined',
          () => {
            throw wrong<Error>(undefined);
          },
        ],
        [
          'rejects with null',
          async () => {
            throw wrong<Error>(null);
          },
        ],
      ] as const) {
        it(`is not disclosed: ${kind}, ${mode}, ${way}`, async () => {
          const { code, details } = await call(await serve(mode, handle), kind);
          expect({ code, details }).toEqual({ code: Status.UNKNOWN, details: 'Unknown error' });
        });
      }

  it.each(kinds)('is not disclosed: %s, by an event listener', async (kind) => {
    if (kind !== 'clientStream' && kind !== 'bidi') return;
    const port = await serve('contexts', (call: NodeJS.EventEmitter) => {
      call.on('data', () => {
        throw new Error(secret);
      });
    });
    const { code, details } = await call(port, kind);
    expect({ code, details }).toEqual({ code: Status.UNKNOWN, details: 'Unknown error' });
  });
});

describe('a stream behind intercept()', () => {
  const writing =
    (n: number): Handle =>
    (call: { write(m: Message): void; emit(e: string, x: unknown): void }) => {
      for (let i = 0; i < n; i++) call.write({ i });
      call.emit('error', { code: 9, details: 'after the last' });
    };

  for (const kind of ['serverStream', 'bidi'] as const)
    for (const n of [0, 1, 3, 50]) {
      it(`sends ${n} messages and then the error, ${kind}`, async () => {
        const { messages, code, details } = await call(await serve('interceptors', writing(n)), kind);
        expect([messages.length, code, details]).toEqual([n, 9, 'after the last']);
      });
    }

  it('gives the trailer of a handler with one response', async () => {
    for (const kind of ['unary', 'clientStream'] as const) {
      const port = await serve('interceptors', (_, answer) =>
        answer({ code: 9, details: '' }, null, trailer),
      );
      expect((await call(port, kind)).trailer.k).toBe('v');
    }
  });
});

describe('what nobody awaits after a cancellation', () => {
  const ended = new Moment();
  const late = async (send: () => unknown, entered: () => void) => {
    const ctx = current();
    entered();
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
    void send();
    for (const set of [setHeader, sendHeader, setTrailer]) expect(() => set([['k', 'v']])).toThrow();
    void send();
    ended.come();
  };

  it.each(['plain', 'intercepted', 'wrapped'] as const)('ends no process: send, %s', async (way) => {
    const entered = new Moment();
    const server = createServer(
      way === 'plain'
        ? {}
        : {
            streamInterceptors: [
              (srv, stream, _, next) =>
                next(srv, way === 'wrapped' ? { ...stream, send: async (m) => stream.send(m) } : stream),
            ],
          },
    );
    open.push(() => server.forceShutdown());
    const handler = (stream: { send(m: Message): unknown }) => late(() => stream.send({}), entered.come);
    register(server, Echo, {
      unary: async () => ({}),
      serverStream: async () => {},
      clientStream: async () => ({}),
      bidi: handler,
    });
    const upload = new CutUpload(await server.listen('127.0.0.1:0'), Echo.bidi.path, 0);
    open.push(upload.close);
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    await entered.came;
    upload.cut('reset');
    await ended.came;
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
