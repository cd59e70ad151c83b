import { credentials } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import {
  ManualResolver,
  newClient,
  newClientConn,
  newServer,
  type Resolver,
  type ResolverClientConn,
  register,
  registerResolver,
  type Target,
  withDefaultServiceConfig,
  withResolvers,
  withTransportCredentials,
} from '../../lib/stub';
import { Echo } from '../support/echo';
import { handlersOf } from './stage';

const open: Array<() => unknown> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

const insecure = withTransportCredentials(credentials.createInsecure());

async function serve(name: string): Promise<{ addr: string }> {
  const server = newServer();
  register(
    server,
    Echo,
    handlersOf(() => {}, { name }),
  );
  open.push(() => server.stop());
  return { addr: `localhost:${await server.serve('localhost:0')}` };
}

function clientOf(target: string, ...options: Parameters<typeof withResolvers>) {
  const conn = newClientConn(target, insecure, withResolvers(...options));
  open.push(() => conn.close());
  return newClient(Echo, conn);
}

describe('stub.registerResolver()', () => {
  it('resolves the targets of its scheme, for the life of a channel', async () => {
    const address = await serve('a');
    const calls: unknown[] = [];
    let cc: ResolverClientConn | undefined;
    registerResolver({
      scheme: 'spec-life',
      build(target: Target, conn: ResolverClientConn): Resolver {
        calls.push(target);
        cc = conn;
        conn.updateState({ addresses: [address] });
        return { resolveNow: () => {}, close: () => calls.push('close') };
      },
    });
    const conn = newClientConn('spec-life://who/what', insecure);
    expect(await newClient(Echo, conn).unary({})).toEqual({ name: 'a' });
    conn.close();
    expect(calls).toEqual([{ scheme: 'spec-life', authority: 'who', endpoint: 'what' }, 'close']);
    cc?.updateState({ addresses: [address] }); // after its end: nothing
  });

  it('fails calls as long as a resolver reports an error, throws, or tells an address that is none', async () => {
    const builders = {
      reports: (cc: ResolverClientConn) => cc.reportError(new Error('no such thing')),
      throws: () => {
        throw new Error('broken');
      },
      strange: (cc: ResolverClientConn) => cc.updateState({ addresses: [{ addr: 'no port' }] }),
    };
    for (const [scheme, act] of Object.entries(builders)) {
      const build = (_: Target, cc: ResolverClientConn) => {
        act(cc);
        return { resolveNow() {}, close() {} };
      };
      registerResolver({ scheme, build });
      const failure = await clientOf(`${scheme}:///x`)
        .unary({})
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: Status.UNAVAILABLE });
    }
  });

  it('refuses what is no builder', () => {
    expect(() => registerResolver({ scheme: 'A', build: () => ({ resolveNow() {}, close() {} }) })).toThrow(
      TypeError,
    );
    expect(() => registerResolver({ scheme: 'a' } as never)).toThrow(TypeError);
  });

  it('knows passthrough, which is the address itself', async () => {
    const { addr } = await serve('p');
    expect(await clientOf(`passthrough:///${addr}`).unary({})).toEqual({ name: 'p' });
  });
});

describe('stub.withResolvers()', () => {
  it('is for one channel', async () => {
    const [a, b] = [new ManualResolver('spec-own'), new ManualResolver('spec-own')];
    a.initialState({ addresses: [await serve('a')] });
    b.initialState({ addresses: [await serve('b')] });
    const clients = [clientOf('spec-own:///x', a), clientOf('spec-own:///x', b)];
    expect(await Promise.all(clients.map((client) => client.unary({})))).toEqual([
      { name: 'a' },
      { name: 'b' },
    ]);
    await expect(clientOf('spec-own:///x').unary({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
  });

  it('takes changes while the channel is in use', async () => {
    const [first, second] = [await serve('first'), await serve('second')];
    const resolver = new ManualResolver('spec-changes');
    resolver.initialState({ addresses: [first] });
    const conn = newClientConn(
      'spec-changes:///x',
      insecure,
      withResolvers(resolver),
      withDefaultServiceConfig('{"loadBalancingConfig": [{"round_robin":{}}]}'),
    );
    open.push(() => conn.close());
    const client = newClient(Echo, conn);
    expect(await client.unary({})).toEqual({ name: 'first' });
    resolver.updateState({ addresses: [second] });
    let answer = await client.unary({});
    for (let i = 0; i < 1000 && answer.name !== 'second'; i++) answer = await client.unary({});
    expect(answer).toEqual({ name: 'second' });
  });

  it('leaves grpc-js’s own schemes alone', () => {
    expect(() => withResolvers(new ManualResolver('dns'))).toThrow('must not be one of grpc-js');
  });
});
