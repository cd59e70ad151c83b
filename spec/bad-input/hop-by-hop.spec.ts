import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { setHeader, setTrailer } from '../../lib/grpc';
import { newOutgoingContext, Pairs } from '../../lib/metadata';
import { type Child, childOf } from '../support/child';
import { kinds } from '../support/echo';
import { adapters, type Fields, type Reply, Stage } from './stage';

jest.setTimeout(60_000); // it starts processes

const secret = 'hush-4711';

/** Fields that speak of one HTTP/1 connection. */
const hopByHop = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
];

/** Fields that Node sends once only. */
const single = [
  'authorization',
  'date',
  'etag',
  'from',
  'host',
  'if-match',
  'location',
  'referer',
  'retry-after',
];

/** What a runtime is made to send, and what the call then says. */
const cases: ReadonlyArray<{ fields: Fields; details: string }> = [
  ...hopByHop.map((key) => ({
    fields: [[key, secret]] as const,
    details: `header key "${key}" belongs to one HTTP/1 connection, which HTTP/2 forbids`,
  })),
  ...single.map((key) => ({
    fields: [
      [key, secret],
      ['between', 'these'],
      [key, secret],
    ] as const,
    details: `header key "${key}" has 2 values, but Node sends one at most`,
  })),
  {
    fields: [['content-length', '4711']],
    details: 'header key "content-length" is not allowed on gRPC calls',
  },
];

/** What nice-grpc itself joins to one value is no case for it. */
function casesInItsOwnForm(adapter: string) {
  return adapter === 'nice-grpc' ? cases.filter(({ fields }) => fields.length === 1) : cases;
}

function failure({ code, details }: Reply) {
  return { code, details };
}

const internal = (details: string) => ({ code: Status.INTERNAL, details });
const pairs = (fields: Fields) => Pairs(...fields.flat());

describe.each(adapters)('a field that HTTP/2 forbids, through $name', (adapter) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.of(adapter);
  });

  afterEach(async () => {
    expect(await stage.goesOn()).toBe(true);
  });

  afterAll(() => stage.close());

  describe.each(kinds)('%s', (kind) => {
    it('fails the call that sends it, before the server hears of it', async () => {
      const { count } = stage.handlers;
      for (const { fields, details } of cases) {
        const reply = await stage.call(kind, { ctx: newOutgoingContext(pairs(fields)) });
        expect(failure(reply)).toEqual(internal(details));
      }
      for (const { fields, details } of casesInItsOwnForm(adapter.name)) {
        const reply = await stage.call(kind, { own: fields });
        expect(failure(reply)).toEqual(internal(details));
      }
      expect(stage.handlers.count).toBe(count);
    });

    it('counts the values of the context and those of the call as one list', async () => {
      const reply = await stage.call(kind, {
        ctx: newOutgoingContext(Pairs('etag', secret)),
        own: [['etag', secret]],
      });
      expect(failure(reply)).toEqual(internal('header key "etag" has 2 values, but Node sends one at most'));
    });

    it('fails the call whose handler sets it in the header', async () => {
      for (const { fields, details } of cases) {
        const reply = await stage.call(kind, {}, () => setHeader(pairs(fields)));
        expect(failure(reply)).toEqual(internal(details));
      }
    });

    it('fails the call whose handler sends it as the header in its own form', async () => {
      for (const { fields, details } of casesInItsOwnForm(adapter.name)) {
        const reply = await stage.call(kind, {}, (own) => own.header(fields));
        expect(failure(reply)).toEqual(internal(details));
      }
    });

    it('fails the call whose handler sets it in the trailer', async () => {
      for (const { fields, details } of cases) {
        const reply = await stage.call(kind, {}, () => setTrailer(pairs(fields)));
        expect(failure(reply)).toEqual(internal(details));
      }
    });

    it('fails the call whose handler sets it as the trailer in its own form', async () => {
      for (const { fields, details } of casesInItsOwnForm(adapter.name)) {
        const reply = await stage.call(kind, {}, (own) => own.trailer(fields));
        expect(failure(reply)).toEqual(internal(details));
      }
    });

    it('leaves the call alone if the handler takes the refusal for an answer', async () => {
      const reply = await stage.call(kind, {}, () => {
        setHeader(Pairs('etag', 'one'));
        setTrailer(Pairs('k', 'v'));
        expect(() => setHeader(Pairs('etag', secret))).toThrow('header key "etag" has 2 values');
        expect(() => setHeader(Pairs('connection', secret))).toThrow('header key "connection"');
        expect(() => setTrailer(Pairs('connection', secret))).toThrow('header key "connection"');
      });
      expect(reply.code).toBe(Status.OK);
      expect(reply.header.get('etag')).toEqual(['one']);
      expect([...reply.trailer]).toEqual([['k', ['v']]]);
    });
  });
});

describe('a field that HTTP/2 forbids, through grpc-js alone', () => {
  let child: Child;

  afterEach(() => child.kill());

  it.each(['connection', 'upgrade'])(
    'has a call with %p tried for ever, and drops the connection',
    async (key) => {
      child = childOf(join(__dirname, 'bare-caller.ts'), JSON.stringify([[key, 'x']]));
      expect(await child.told()).toEqual({
        attempts: 100,
        connections: 100,
        ended: '',
        other: expect.stringContaining('Connection dropped'),
      });
    },
  );

  it('has a call with two values of "etag" tried for ever, and drops the connection', async () => {
    child = childOf(join(__dirname, 'bare-caller.ts'), JSON.stringify([['etag', 'x'], ['etag', 'y']])); // biome-ignore format: one line
    expect(await child.told()).toEqual({
      attempts: 100,
      connections: 100,
      ended: '',
      other: expect.stringContaining('Connection dropped'),
    });
  });

  it('ends the server whose handler sets it in the trailer', async () => {
    child = childOf(join(__dirname, 'bare-server.ts'), 'trailer');
    const client = new Client(`127.0.0.1:${await child.told()}`, credentials.createInsecure());
    expect(await statusOf(client)).toBe(Status.UNAVAILABLE);
    const { code, stderr } = await child.ended();
    expect(code).not.toBe(0);
    expect(stderr).toContain('ERR_HTTP2_INVALID_CONNECTION_HEADERS');
    client.close();
  });

  it('leaves the call without an answer whose handler sends it in the header', async () => {
    child = childOf(join(__dirname, 'bare-server.ts'), 'header');
    const client = new Client(`127.0.0.1:${await child.told()}`, credentials.createInsecure());
    expect(await statusOf(client, Date.now() + 500)).toBe(Status.DEADLINE_EXCEEDED);
    client.close();
  });
});

function statusOf(client: Client, deadline = Number.POSITIVE_INFINITY): Promise<Status> {
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve) => {
    client
      .makeUnaryRequest('/bare/Answer', same, same, Buffer.from(''), { deadline }, () => {})
      .on('status', ({ code }) => resolve(code));
  });
}
