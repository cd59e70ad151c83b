import { ChannelCredentials, connectivityState, credentials, ServerCredentials } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { background, type Context, withCancel } from '../../lib/context';
import type { Credentials } from '../../lib/grpc';
import { appendToOutgoingContext, valueFromIncomingContext } from '../../lib/metadata';
import {
  ChainUnaryInterceptor,
  Creds,
  newClient,
  newClientConn,
  newServer,
  PerRPCCredentials,
  register,
  type ServerOption,
  UseCompressor,
  withChainUnaryInterceptor,
  withDefaultCallOptions,
  withPerRPCCredentials,
  withTransportCredentials,
} from '../../lib/stub';
import { certificate } from '../support/certificate';
import { Echo } from '../support/echo';
import { recording } from '../support/recording';
import { handlersOf } from './stage';

const open: Array<() => unknown> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

const insecure = withTransportCredentials(credentials.createInsecure());

/** Starts a server, and returns its address. */
async function serve(act: (ctx: Context) => unknown, ...options: ServerOption[]): Promise<string> {
  const server = newServer(...options);
  register(server, Echo, handlersOf(act));
  open.push(() => server.stop());
  return `localhost:${await server.serve('localhost:0')}`;
}

function conn(...args: Parameters<typeof newClientConn>) {
  const made = newClientConn(...args);
  open.push(() => made.close());
  return made;
}

const creds = (values: Record<string, string>, secure = false): Credentials => ({
  getRequestMetadata: () => values,
  requireTransportSecurity: () => secure,
});

describe('stub.newClientConn()', () => {
  it('is what several clients use, with its options before theirs', async () => {
    const target = await serve(() => {});
    const seen: string[] = [];
    const note = (name: string) =>
      withChainUnaryInterceptor(async (ctx, method, req, invoker, opts) => {
        seen.push(name);
        return invoker(ctx, method, req, opts);
      });
    const cc = conn(target, insecure, note('conn'));
    await newClient(Echo, cc).unary({});
    await newClient(Echo, cc, note('client')).unary({});
    expect(seen).toEqual(['conn', 'conn', 'client']);
    expect(cc.target()).toBe(`dns:${target}`);
    expect(cc.isSecure()).toBe(false);
  });

  it('tells its state, and waits for another', async () => {
    const cc = conn(await serve(() => {}), insecure);
    expect(cc.getState()).toBe(connectivityState.IDLE);
    const changed = cc.waitForStateChange(background(), connectivityState.IDLE);
    cc.connect();
    expect(await changed).toBe(true);
    const [ctx, cancel] = withCancel(background());
    cancel();
    expect(await cc.waitForStateChange(ctx, cc.getState())).toBe(false);
  });

  it('fails the calls that come after it was closed', async () => {
    const cc = conn(await serve(() => {}), insecure);
    await newClient(Echo, cc).unary({});
    cc.close();
    await expect(newClient(Echo, cc).unary({})).rejects.toThrow();
  });

  it('compresses a call that asks for it, on a connection of its own', async () => {
    const encodings: unknown[] = [];
    const server = newServer();
    open.push(() => server.stop());
    register(
      server,
      Echo,
      handlersOf(() => {}),
    );
    const target = `localhost:${await server.serve('localhost:0')}`;
    const relay = await recording(Number(target.split(':')[1]));
    open.push(() => relay.close());
    const cc = conn(`localhost:${relay.port}`, insecure);
    const client = newClient(Echo, cc);
    const text = 'x'.repeat(50_000);
    await client.unary({ text });
    encodings.push(relay.bytes() > 40_000);
    await client.unary({ text }, UseCompressor('gzip'));
    encodings.push(relay.bytes() > 40_000);
    await newClient(Echo, cc, withDefaultCallOptions(UseCompressor('gzip'))).unary({ text });
    encodings.push(relay.bytes() > 40_000);
    await client.unary({ text }, UseCompressor('identity'));
    encodings.push(relay.bytes() > 40_000);
    expect(encodings).toEqual([true, false, false, true]);
  });
});

describe('stub.withPerRPCCredentials()', () => {
  it('sends them before those of the call, and both before the metadata of the caller', async () => {
    let seen: unknown;
    const target = await serve((ctx) => {
      seen = valueFromIncomingContext(ctx, 'k');
    });
    const client = newClient(Echo, conn(target, insecure, withPerRPCCredentials(creds({ K: 'channel' }))));
    await client.unary(appendToOutgoingContext('k', 'caller'), {}, PerRPCCredentials(creds({ k: 'call' })));
    expect(seen).toEqual(['channel', 'call', 'caller']);
  });

  it('refuses those that need TLS where there is none, and sends them where there is', async () => {
    const secret = withPerRPCCredentials(creds({ authorization: 'Bearer t' }, true));
    expect(() => newClientConn('localhost:1', insecure, secret)).toThrow(
      'the credentials require transport level security',
    );
    let seen: unknown;
    const { cert, key } = certificate;
    const tls = Creds(ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]));
    const target = await serve((ctx) => {
      seen = [valueFromIncomingContext(ctx, 'authorization'), valueFromIncomingContext(ctx, ':authority')];
    }, tls);
    const cc = conn(
      target,
      withTransportCredentials(ChannelCredentials.createSsl(cert), 'localhost'),
      secret,
    );
    await newClient(Echo, cc).unary({});
    expect(seen).toEqual([['Bearer t'], ['localhost']]);
  });
});

describe('Server.addService()', () => {
  it('adds a service in grpc-js’s shape, behind the interceptors of the server', async () => {
    const methods: string[] = [];
    const server = newServer(
      ChainUnaryInterceptor((ctx, req, { fullMethod }, handler) => {
        methods.push(fullMethod);
        return handler(ctx, req);
      }),
    );
    new HealthImplementation({ '': 'SERVING' }).addToServer(server);
    open.push(() => server.stop());
    const target = `localhost:${await server.serve('localhost:0')}`;
    const bytes = (b: Buffer) => b;
    const check = {
      path: '/grpc.health.v1.Health/Check',
      requestStream: false,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    } as const;
    const health = newClient({ check }, conn(target, insecure));
    expect(await health.check(Buffer.alloc(0))).toEqual(Buffer.from([8, 1]));
    expect(methods).toEqual(['/grpc.health.v1.Health/Check']);
    expect(() => new HealthImplementation().addToServer(server)).toThrow('before it serves');
  });
});
