import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';
import { background, type Context, current } from '../../lib/context';
import type { Credentials } from '../../lib/grpc';
import { inOrder, perRPCCredentials } from '../../lib/interceptors';
import { appendToOutgoingContext, valueFromIncomingContext } from '../../lib/metadata';
import { createChannel, createClientFactory, createServer, Metadata } from '../../lib/nice-grpc';
import * as status from '../../lib/status';
import { certificate } from '../support/certificate';
import { Echo } from '../support/echo';
import { each } from '../support/queue';

const open: Array<() => unknown> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** Returns a client whose calls have `creds`, and what its server has received under `k`. */
async function serve(creds: Credentials, secure: boolean) {
  const received: unknown[] = [];
  const server = createServer();
  const unary = async () => {
    received.push(valueFromIncomingContext('k'));
    return {};
  };
  server.add(Echo, {
    unary,
    clientStream: unary,
    serverStream: async function* () {},
    bidi: async function* () {},
  });
  const { cert, key } = certificate;
  const listening = secure
    ? ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }])
    : undefined;
  const port = await server.listen('localhost:0', listening);
  const channel = createChannel(`localhost:${port}`, secure ? ChannelCredentials.createSsl(cert) : undefined);
  open.push(
    () => channel.close(),
    () => server.forceShutdown(),
  );
  const client = createClientFactory(inOrder(perRPCCredentials(creds))).create(Echo, channel);
  return { client, received, port };
}

const creds = (metadata: Credentials['getRequestMetadata'], secure = false): Credentials => ({
  getRequestMetadata: metadata,
  requireTransportSecurity: () => secure,
});
const failed = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => String(status.convert(error)),
  );

describe('interceptors.perRPCCredentials()', () => {
  it('sends what they give, before the metadata of the call', async () => {
    const { client, received } = await serve(
      creds(() => ({ K: 'creds' })),
      false,
    );
    const ctx = appendToOutgoingContext(background(), 'k', 'ctx');
    await client.unary({}, { ctx, metadata: Metadata({ k: 'own' }) });
    await client.clientStream(each({}), { ctx });
    expect(received).toEqual([
      ['creds', 'ctx', 'own'],
      ['creds', 'ctx'],
    ]);
  });

  it('asks for each call, in its context, with the service that is called', async () => {
    const asked: unknown[] = [];
    const given = async (ctx: Context, uri: string) => {
      asked.push(ctx === current(), uri);
      return {};
    };
    const { client, port } = await serve(creds(given), false);
    await client.unary({});
    expect(asked).toEqual([true, `https://localhost:${port}/test.Echo`]);
  });

  it('sends those that need TLS over TLS alone', async () => {
    const secret = creds(() => ({ k: 'secret' }), true);
    const tls = await serve(secret, true);
    await tls.client.unary({});
    expect(tls.received).toEqual([['secret']]);
    const plain = await serve(secret, false);
    const refused =
      'rpc error: code = Unauthenticated desc = transport: cannot send secure credentials on an insecure connection';
    expect(await failed(plain.client.unary({}))).toBe(refused);
    expect(await failed(plain.client.clientStream(each({})))).toBe(refused);
    expect(plain.received).toEqual([]);
  });

  it.each([
    [
      new Error('no token'),
      'code = Unauthenticated desc = transport: per-RPC creds failed due to error: no token',
    ],
    [status.error(14, 'later'), 'code = Unavailable desc = later'],
    [
      status.error(5, 'x'),
      'code = Internal desc = transport: received per-RPC creds error with illegal status: rpc error: code = NotFound desc = x',
    ],
  ])('%p of theirs ends the call with %s', async (error, text) => {
    const { client, received } = await serve(
      creds(() => Promise.reject(error)),
      false,
    );
    expect(await failed(client.unary({}))).toBe(`rpc error: ${text}`);
    expect(received).toEqual([]);
  });

  it.each([undefined, null, {}, { getRequestMetadata: 5, requireTransportSecurity: () => true }])(
    'refuses %p',
    (x) => {
      expect(() => Reflect.apply(perRPCCredentials, undefined, [x])).toThrow(TypeError);
    },
  );
});
