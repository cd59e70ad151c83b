import { background, type Context, current, withTimeout } from '../../lib/context';
import { method, serverTransportStreamFromContext } from '../../lib/grpc';
import type { TLSInfo } from '../../lib/grpc-js';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  type MD,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import { fromContext, type Peer } from '../../lib/peer';
import type { CallOptions } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import { crossings } from '../support/adapters/pairs';
import { promised, type Stage } from '../support/adapters/stage';
import { certificate } from '../support/certificate';
import { Echo } from '../support/echo';

/** Returns what `look` sees in the handler of a call. */
async function seen<T>(
  stage: Stage,
  look: () => T,
  options: CallOptions = { ctx: background() },
): Promise<T> {
  const values: T[] = [];
  await stage.call(() => values.push(look()), options);
  const [value] = values;
  if (value === undefined) throw new Error('the handler saw nothing');
  return value;
}

describe('the incoming metadata', () => {
  promised(
    'has each value of each key, in order',
    async (stage) => {
      const ctx = appendToOutgoingContext(
        newOutgoingContext(background(), Pairs('k1', 'v1', 'K1', 'v2', 'k2', 'a, b')),
        ...['k1', 'v3', 'empty', '', 'authorization', 'Bearer x', 'cookie', 'a=1', 'cookie', 'b=2'],
      );
      const md = await seen(stage, fromIncomingContext, { ctx });
      expect(md?.get('k1')).toEqual(['v1', 'v2', 'v3']);
      expect(md?.get('k2')).toEqual(['a, b']);
      expect(md?.get('empty')).toEqual(['']);
      expect(md?.get('authorization')).toEqual(['Bearer x']);
      const cookies = stage.pair.joinsCookies ? ['a=1; b=2'] : ['a=1', 'b=2'];
      expect(md?.get('cookie')).toEqual(cookies);
    },
    { pairs: crossings },
  );

  promised(
    'has bytes under -bin',
    async (stage) => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const ctx = newOutgoingContext(
        background(),
        Pairs('k-bin', all, 'k-bin', new Uint8Array(), 'k-bin', 'é,'),
      );
      const md = await seen(stage, fromIncomingContext, { ctx });
      expect(md?.bytes('k-bin')).toEqual([all, new Uint8Array(), Uint8Array.of(0xe9, 0x2c)]);
    },
    { pairs: crossings },
  );

  promised('has what gRPC itself sends, as far as grpc-go shows it', async (stage) => {
    let md: MD | undefined;
    const { port } = await stage.listen(() => {
      md = fromIncomingContext();
    });
    await outcomeOf(stage.dial(port).call(stage.kind, { ctx: withTimeout(background(), 60_000)[0] }));
    expect(md?.get(':authority')).toEqual([`127.0.0.1:${port}`]);
    expect(md?.get('content-type')).toEqual([expect.stringMatching(stage.pair.contentType)]);
    expect(md?.get('user-agent')).toEqual([expect.stringMatching(stage.pair.userAgent)]);
    for (const name of [':path', ':method', ':scheme', 'te', 'host', 'grpc-timeout', 'grpc-encoding'])
      expect([name, md?.get(name)]).toEqual([name, undefined]);
  });

  promised('is a copy at each read', async (stage) => {
    const second = () => {
      fromIncomingContext()?.append('id', 'changed');
      return fromIncomingContext();
    };
    const md = await seen(stage, second, { ctx: background(), metadata: { id: '1' } });
    expect(md?.get('id')).toEqual(['1']);
  });

  promised('is not outgoing', async (stage) => {
    const outgoing = await seen(stage, () => String(fromOutgoingContext()), { metadata: { id: '1' } });
    expect(outgoing).toBe('undefined');
  });
});

describe('the deadline', () => {
  promised('is that of the caller', async (stage) => {
    const [ctx, cancel] = withTimeout(background(), 3_600_000);
    const deadline = await seen(stage, () => current().deadline, { ctx });
    cancel();
    const apart = Number(deadline) - Number(ctx.deadline);
    expect(Math.abs(apart)).toBeLessThan(60_000);
  });

  promised('may be further off than a timer of Node can wait', async (stage) => {
    const days = 100 * 24 * 3_600_000; // Connect's own protocol can tell 115
    const [ctx, cancel] = withTimeout(background(), days);
    const [deadline, err] = await seen(stage, () => [current().deadline, current().err()], { ctx });
    cancel();
    expect(Math.abs(Number(deadline) - Number(ctx.deadline))).toBeLessThan(3_600_000);
    expect(err).toBeUndefined();
  });

  promised('is undefined if the caller has none', async (stage) => {
    expect(await seen(stage, () => String(current().deadline))).toBe('undefined');
  });
});

describe('the call', () => {
  promised('lives while it is handled', async (stage) => {
    const states = await seen(stage, () => [current().err(), current().signal.aborted]);
    expect(states).toEqual([undefined, false]);
  });

  promised('tells its method', async (stage) => {
    expect(await seen(stage, method)).toBe(Echo[stage.kind].path);
  });

  promised('is reached through its transport stream', async (stage) => {
    const stream = await seen(stage, serverTransportStreamFromContext);
    expect(stream?.method()).toBe(Echo[stage.kind].path);
  });
});

describe('the peer', () => {
  promised('has an IPv4 address as Go writes it, though the server listens for IPv6 too', async (stage) => {
    const peers: Array<Peer | undefined> = [];
    const handle = () => peers.push(fromContext());
    const { port, stop } = await stage.pair.server.listen(handle, undefined, {}, '::');
    stage.finally(stop);
    await outcomeOf(stage.dial(port).call(stage.kind));
    const [peer] = peers;
    expect(String(peer?.addr)).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(String(peer?.localAddr)).toBe(`127.0.0.1:${port}`);
  });

  promised('has the addresses of both ends', async (stage) => {
    const peers: Array<Peer | undefined> = [];
    const { port } = await stage.listen(() => peers.push(fromContext()));
    await outcomeOf(stage.dial(port).call(stage.kind));
    const [peer] = peers;
    expect(String(peer?.addr)).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(String(peer?.addr)).not.toBe(String(peer?.localAddr));
    expect(String(peer?.localAddr)).toBe(`127.0.0.1:${port}`);
    expect(peer?.addr?.network).toBe('tcp');
    expect(peer?.authInfo).toBeUndefined();
  });

  promised('has what TLS tells', async (stage) => {
    const peers: Array<Peer | undefined> = [];
    const serving = await stage.pair.server.listen(() => peers.push(fromContext()), certificate);
    stage.finally(() => serving.stop());
    const client = stage.pair.client.connect(`127.0.0.1:${serving.port}`, certificate);
    stage.finally(() => client.close());
    const { code } = await outcomeOf(client.call(stage.kind));
    const authInfo = peers[0]?.authInfo as TLSInfo | undefined;
    expect(code).toBe(0);
    expect(authInfo?.authType()).toBe('tls');
    expect(authInfo?.peerCertificate).toMatchObject({ subject: { CN: 'localhost' } });
  });
});

describe('the context of one call', () => {
  promised('is not that of another', async (stage) => {
    const contexts = new Set<Context>();
    const client = await stage.serve(() => contexts.add(current()));
    for (let i = 0; i < 3; i++) await outcomeOf(client.call(stage.kind));
    expect(contexts.size).toBe(3);
  });
});
