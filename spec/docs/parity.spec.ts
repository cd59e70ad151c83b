import { once } from 'node:events';
import http2, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import {
  background,
  Canceled,
  type Context,
  context,
  current,
  Join,
  MD,
  metadata,
  New,
  newOutgoingContext,
  Pairs,
  peer,
  run,
  setHeader,
  setTrailer,
  withTimeout,
  withValue,
} from 'mdctx';
import { ClientError, Status } from 'nice-grpc-common';
import type { GreeterClient } from '../examples/gen/greeter';
import { withGreeter } from '../examples/support/loopback';

// What docs/parity.md says of mdctx, row by row, as far as nice-grpc shows it. spec/bad-input and spec/promises show it
// with grpc-js too; what grpc-go does is observed by spec/interop.

describe('docs/parity.md: by design', () => {
  it('absence is undefined', () => {
    expect(metadata.fromIncomingContext(background())).toBeUndefined();
    expect(metadata.valueFromIncomingContext(background(), 'k')).toBeUndefined();
    expect(peer.fromContext(background())).toBeUndefined();
    expect(background().deadline).toBeUndefined();
  });

  it('a mistake of the caller throws', () => {
    expect(() => Pairs('k')).toThrow(TypeError);
    expect(() => withTimeout(Number.NaN)).toThrow(RangeError);
  });

  it('a cause is any value, and the reason of the signal', () => {
    const [ctx, cancel] = context.withCancelCause(background());
    cancel('tired');
    expect([context.cause(ctx), ctx.signal.reason, ctx.err()]).toEqual(['tired', 'tired', Canceled]);
  });

  it('String(ctx) shows names of keys alone', () => {
    const ctx = withValue(background(), context.key<string>('user'), 'secret');
    expect(String(ctx)).toBe('context.Background.WithValue(user)');
  });

  it('what afterFunc calls runs in a microtask, in the context of the caller', async () => {
    const here = withValue(background(), context.key<string>('here'), '');
    const [ctx, cancel] = context.withCancel(background());
    const seen: Context[] = [];
    run(here, () => context.afterFunc(ctx, () => seen.push(current())));
    cancel();
    expect(seen).toEqual([]);
    await Promise.resolve();
    expect(seen[0]).toBe(here);
  });
});

describe('docs/parity.md: metadata', () => {
  it('keys are lower-cased when they enter, ASCII letters alone', () => {
    expect([...New({ 'K\u212a': 'v' }).keys()]).toEqual(['k\u212a']);
  });

  it('Join merges what differs in case', () => {
    expect([...Join(New({ A: '1' }), New({ a: '2' }))]).toEqual([['a', ['1', '2']]]);
  });

  it('there is no key with an empty list', () => {
    expect([new MD().set('k', []).size, New({ k: [] }).size]).toEqual([0, 0]);
  });

  it('set copies a list', () => {
    const list = ['v'];
    const md = new MD().set('k', list);
    list.push('w');
    expect(md.get('k')).toEqual(['v']);
  });

  it('values are checked where they are given', () => {
    expect(() => Pairs('k-bin', '\u0100')).toThrow(TypeError);
    expect(() => Reflect.apply(Pairs, undefined, ['k', 1])).toThrow(TypeError);
  });

  it('contexts copy what they are given', () => {
    const md = Pairs('k', 'v');
    const contexts = [newOutgoingContext(background(), md), metadata.newIncomingContext(background(), md)];
    md.append('k', 'w');
    expect(metadata.valueFromOutgoingContext(contexts[0], 'k')).toEqual(['v']);
    expect(metadata.valueFromIncomingContext(contexts[1], 'k')).toEqual(['v']);
  });

  it('delete tells whether there were values', () => {
    const md = Pairs('k', 'v');
    expect([md.delete('K'), md.delete('k')]).toEqual([true, false]);
  });
});

describe('docs/parity.md: on the wire', () => {
  it('a header or trailer that cannot be sent throws, and the call goes on', async () => {
    const hello = async () => {
      const texts = [setHeader, setTrailer].map((set) => thrown(() => set(Pairs('bad key', 'v'))));
      return { text: texts.join() };
    };
    const fault = 'INTERNAL: header key "bad key" contains illegal characters not in [0-9a-z-_.]';
    await withGreeter({ hello }, async (client) => {
      expect((await client.hello({})).text).toBe([fault, fault].join());
    });
  });

  it.each([
    ['connection', Pairs('connection', 'close'), '"connection"'],
    ['a second authorization', Pairs('authorization', 'a', 'authorization', 'b'), '"authorization"'],
    ['content-length', Pairs('content-length', '1'), '"content-length"'],
    ['117 fields', New({ many: Array.from({ length: 117 }, () => 'v') }), '"many"'],
    ['a value above 64 KiB', Pairs('large', 'v'.repeat(2 ** 16 + 1)), '"large"'],
  ])('%s is refused, naming the key, and the next call goes well', async (_, md, key) => {
    await withGreeter({ hello: async () => ({}) }, async (client) => {
      const error = await failure(client, newOutgoingContext(background(), md));
      expect([error.code, error.details]).toEqual([Status.INTERNAL, expect.stringContaining(key)]);
      await client.hello({});
    });
  });

  it.each([
    ['AQ,Ag', ['OK', ['\x01', '\x02']]],
    ['A!!!', ['malformed binary metadata in header "k-bin": illegal base64 data at input byte 1', undefined]],
  ])('k-bin: %s from a peer', async (value, answer) => {
    let seen: string[] | undefined;
    const hello = async () => {
      seen = metadata.valueFromIncomingContext('k-bin');
      return {};
    };
    await withGreeter({ hello }, async (_client, address) => {
      const details = await post(`http://${address}`, { 'k-bin': value });
      expect([details, seen]).toEqual(answer);
    });
  });

  it('what grpc-js and Node add is seen', async () => {
    let seen: MD | undefined;
    const hello = async () => {
      seen = metadata.fromIncomingContext();
      return {};
    };
    await withGreeter({ hello }, async (client) => {
      const header = New();
      await client.hello({}, { header });
      expect(seen?.get('accept-encoding')).toEqual(['identity']);
      expect([...header.keys()].sort()).toEqual(['content-type', 'date']);
      expect(header.get('content-type')).toEqual(['application/grpc+proto']);
    });
  });

  it('a response without header has content-type and date in its trailer', async () => {
    const hello = async () => Promise.reject(Canceled);
    await withGreeter({ hello }, async (client) => {
      const [header, trailer] = [Pairs('stale', 'v'), New()];
      await expect(client.hello({}, { header, trailer })).rejects.toThrow(ClientError);
      expect(header.size).toBe(0);
      expect([...trailer.keys()].sort()).toEqual(['content-type', 'date']);
    });
  });
});

describe('docs/parity.md: calls', () => {
  it.each([
    ['an error without a status', new Error('secret'), Status.UNKNOWN, 'Unknown server error occurred'],
    ['Canceled', Canceled, Status.CANCELLED, 'context canceled'],
  ])('%s, thrown by a handler of nice-grpc', async (_, error, code, details) => {
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(); // nice-grpc's, with the text
    await withGreeter({ hello: () => Promise.reject(error) }, async (client) => {
      expect(await failure(client, background())).toMatchObject({ code, details });
    });
    warnings.mockRestore();
  });

  it('header is filled when it arrives', async () => {
    async function* helloOften() {
      yield { text: 'one' };
      yield { text: 'two' };
    }
    await withGreeter({ helloOften }, async (client) => {
      const [header, sizes] = [New(), [] as number[]];
      for await (const _ of client.helloOften({}, { header })) sizes.push(header.size);
      expect(sizes).toEqual([2, 2]);
    });
  });

  it('a streaming call of nice-grpc begins with the first read', async () => {
    let called = 0;
    async function* helloOften() {
      called++;
      yield { text: 'one' };
    }
    await withGreeter({ helloOften, hello: async () => ({}) }, async (client) => {
      const replies = client.helloOften({});
      await client.hello({});
      expect(called).toBe(0);
      for await (const _ of replies) expect(called).toBe(1);
    });
  });
});

/** Calls `Hello` with `fields` as they are. Returns `grpc-message`. */
async function post(url: string, fields: OutgoingHttpHeaders): Promise<string> {
  const session = http2.connect(url);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/greeter.v1.Greeter/Hello',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...fields,
  });
  const found: unknown[] = [];
  for (const event of ['response', 'trailers']) {
    stream.on(event, (headers: IncomingHttpHeaders) => found.push(headers['grpc-message'] ?? []));
  }
  stream.resume().end(Buffer.alloc(5)); // an empty message
  await once(stream, 'close');
  session.close();
  return decodeURIComponent(found.flat().join());
}

function thrown(f: () => void): string {
  try {
    f();
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function failure(client: GreeterClient<{ ctx?: Context }>, ctx: Context): Promise<ClientError> {
  const error: unknown = await client.hello({}, { ctx }).catch((reason: unknown) => reason);
  if (error instanceof ClientError) return error;
  throw new Error(`the call did not fail: ${error}`);
}
