import {
  Client,
  credentials,
  Metadata,
  Server,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { background, current, run, withCancel, withValue } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { clientInterceptor, serverInterceptor } from '../../lib/grpc-js';
import { MD, Pairs } from '../../lib/metadata';
import { unshared } from '../support/adapters/adapter';
import { bound } from '../support/adapters/grpc-js-server';
import { plain } from '../support/adapters/outcome';
import { foreign } from '../support/adapters/stage';
import { itAnywhere } from '../support/anywhere';
import { Echo, type Message } from '../support/echo';
import { Moment } from '../support/moment';
import { Places } from './places';

// What the table of promises does not reach: the events of grpc-js itself, and its own ways to send metadata.

type Unary = ServerUnaryCall<Message, Message>;
type Writable = ServerWritableStream<Message, Message>;
type Readable = ServerReadableStream<Message, Message>;
type Duplex = ServerDuplexStream<Message, Message>;
type Done = sendUnaryData<Message>;

/** Servers and clients of one test. */
const open: Array<() => void> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** Returns a client of a server with `handlers`. */
async function serve(handlers: UntypedServiceImplementation): Promise<Client> {
  const server = new Server({ interceptors: [serverInterceptor()] });
  server.addService(Echo, handlers);
  const port = await bound(server);
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    interceptors: [clientInterceptor()],
    ...unshared,
  });
  open.push(
    () => server.forceShutdown(),
    () => client.close(),
  );
  return client;
}

const codec = (kind: keyof typeof Echo) =>
  [Echo[kind].path, Echo[kind].requestSerialize, Echo[kind].responseDeserialize] as const;

/** Notes at each of `events` of `call` which context is current. */
function watch(call: NodeJS.EventEmitter, places: Places, events: readonly string[]): void {
  for (const event of events) call.on(event, () => places.note(event));
}

describe('the events of a call that a handler listens to', () => {
  itAnywhere('come in its context: data, end, cancelled', async () => {
    const places = new Places();
    const over = new Moment();
    const client = await serve({
      clientStream(call: Readable, done: Done) {
        places.note('body');
        watch(call, places, ['data', 'end', 'cancelled']);
        call.on('end', () => done(null, {}));
        call.on('cancelled', over.come);
      },
    });
    const call = client.makeClientStreamRequest(...codec('clientStream'), new Metadata(), {}, () => {});
    call.write({});
    call.write({});
    call.end();
    await over.came;
    expect(places.names).toEqual(['body', 'data', 'data', 'end', 'cancelled']);
    expect(places.strange()).toEqual([]);
  });

  itAnywhere('come in its context: cancelled, of a unary call', async () => {
    const places = new Places();
    const [started, over] = [new Moment(), new Moment()];
    const client = await serve({
      unary(call: Unary) {
        places.note('body');
        watch(call, places, ['cancelled']);
        call.on('cancelled', over.come);
        started.come();
      },
    });
    const [ctx, cancel] = withCancel(background());
    client.makeUnaryRequest(...codec('unary'), {}, new Metadata(), { ctx }, () => {});
    await started.came;
    cancel();
    await over.came;
    expect(places.names).toEqual(['body', 'cancelled']);
    expect(places.strange()).toEqual([]);
  });

  itAnywhere('come in its context: drain, finish, and the callbacks of write', async () => {
    const places = new Places();
    const client = await serve({
      serverStream(call: Writable) {
        places.note('body');
        watch(call, places, ['drain', 'finish']);
        call.write({}, () => places.note('written'));
        while (call.write({}));
        call.on('drain', () => call.end());
      },
    });
    const call = client.makeServerStreamRequest(...codec('serverStream'), {}, new Metadata(), {});
    for await (const _ of call);
    expect(places.names.sort()).toEqual(['body', 'drain', 'finish', 'written']);
    expect(places.strange()).toEqual([]);
  });

  itAnywhere('come in its context, both ways at once', async () => {
    const places = new Places();
    const client = await serve({
      bidi(call: Duplex) {
        places.note('body');
        watch(call, places, ['data', 'end', 'finish']);
        call.on('data', (message) => call.write(message));
        call.on('end', () => call.end());
      },
    });
    const call = client.makeBidiStreamRequest(...codec('bidi'), new Metadata(), {});
    call.write({});
    call.end();
    for await (const _ of call);
    expect(places.names).toEqual(['body', 'data', 'end', 'finish']);
    expect(places.strange()).toEqual([]);
  });
});

describe('the events of a call that a caller listens to', () => {
  itAnywhere('come in the context in which it was made', async () => {
    const client = await serve({
      bidi(call: Duplex) {
        call.on('data', (message) => call.write(message));
        call.on('end', () => call.end());
      },
    });
    const callers = ['a', 'b', 'c'].map((id) => withValue(background(), foreign, id));
    const seen = callers.map(async (ctx) => {
      const places = new Places();
      const call = run(ctx, () => client.makeBidiStreamRequest(...codec('bidi'), new Metadata(), {}));
      watch(call, places, ['metadata', 'data', 'end', 'status']);
      call.write({});
      call.end();
      const ended = new Moment();
      call.on('end', ended.come);
      await ended.came;
      return [places.names.sort(), places.strange(ctx)];
    });
    expect(await Promise.all(seen)).toEqual(callers.map(() => [['data', 'end', 'metadata', 'status'], []]));
  });
});

describe('what is given to grpc-js itself', () => {
  /** Returns header and trailer of a unary call to `handle`. */
  async function unary(handle: (call: Unary, done: Done) => void): Promise<{ header: MD; trailer: MD }> {
    const client = await serve({ unary: handle });
    const [header, trailer] = [new MD(), new MD()];
    await new Promise<void>((resolve) => {
      const options = { header, trailer };
      client
        .makeUnaryRequest(...codec('unary'), {}, new Metadata(), options, () => {})
        .on('status', () => resolve());
    });
    return { header, trailer };
  }

  const own = new Metadata();
  own.add('k', 'own');
  own.add('k-bin', Buffer.from([255]));

  it('comes after what was set, in header and trailer', async () => {
    const { header, trailer } = await unary((call, done) => {
      setHeader(Pairs('k', 'set'));
      setTrailer(Pairs('k', 'set'));
      call.sendMetadata(own);
      done(null, {}, own);
    });
    expect(plain(header)).toEqual({ k: ['set', 'own'], 'k-bin': ['\xff'] });
    expect(plain(trailer)).toEqual({ k: ['set', 'own'], 'k-bin': ['\xff'] });
  });

  it('comes in the trailer of an error, after what was set', async () => {
    const { header, trailer } = await unary((_, done) => {
      setHeader(Pairs('h', 'set'));
      setTrailer(Pairs('k', 'set'));
      done({ code: 5, details: 'no such thing', metadata: own });
    });
    expect(plain(header)).toEqual({ h: ['set'] });
    expect(plain(trailer)).toEqual({ k: ['set', 'own'], 'k-bin': ['\xff'] });
  });

  it('is left out if the header was sent before, as grpc-js does', async () => {
    const { header } = await unary((call, done) => {
      sendHeader(Pairs('k', 'sent'));
      call.sendMetadata(own);
      done(null, {});
    });
    expect(plain(header)).toEqual({ k: ['sent'] });
  });

  it('counts as the header: it cannot be set any more', async () => {
    let error: unknown;
    await unary((call, done) => {
      call.sendMetadata(own);
      try {
        setHeader(current(), Pairs('k', 'late'));
      } catch (thrown) {
        error = thrown;
      }
      done(null, {});
    });
    expect(error).toMatchObject({ details: 'transport: SendHeader called multiple times' });
  });
});
