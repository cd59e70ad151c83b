import { type ChannelOptions, Client, credentials, Metadata, ServerCredentials } from '@grpc/grpc-js';
import { background, type Context, current } from '../../../lib/context';
import type { CallOption, Credentials } from '../../../lib/grpc';
import { clientInterceptor } from '../../../lib/grpc-js';
import { inOrder, perRPCCredentials } from '../../../lib/interceptors';
import { appendToOutgoingContext, valueFromIncomingContext } from '../../../lib/metadata';
import { createChannel, createClientFactory } from '../../../lib/nice-grpc';
import * as statuses from '../../../lib/status';
import {
  Creds,
  MaxCallRecvMsgSize,
  MaxCallSendMsgSize,
  newClient,
  newServer,
  PerRPCCredentials,
  register,
  type Server,
  UseCompressor,
  WaitForReady,
} from '../../../lib/stub';
import { handlersOf } from '../../stub/stage';
import { certificate } from '../../support/certificate';
import { Echo, type Message } from '../../support/echo';
import { recording } from '../../support/recording';

// Go's call options in each shape in which grpc-js's channels are called: nice-grpc's, grpc-js's, and that of a stub whose calls
// a tool observes, which has put itself around the methods of Client.

const open: Array<() => unknown> = [];
const { makeUnaryRequest, makeBidiStreamRequest } = Client.prototype;

afterEach(() => {
  for (const end of open.splice(0)) end();
  Object.assign(Client.prototype, { makeUnaryRequest, makeBidiStreamRequest });
});

interface Caller {
  unary(ctx: Context, req: Message, opts: CallOption[]): Promise<Message>;
}

type Connect = (
  port: number | string,
  secure: boolean,
  channel: Credentials[],
  options?: ChannelOptions,
) => Caller;

const { cert, key } = certificate;
const channelCredentials = (secure: boolean) =>
  secure ? credentials.createSsl(cert) : credentials.createInsecure();

/** Has `server` listen on a port that was given up: for a moment it may be that of a connection of another process. */
async function listenAgain(server: Server, port: number): Promise<void> {
  for (;;) {
    const fault = await server.serve(`localhost:${port}`).then(
      () => undefined,
      (error: Error) => error,
    );
    if (fault === undefined) return;
    if (!fault.message.includes('EADDRINUSE')) throw fault;
  }
}

const shapes: Record<string, Connect> = {
  'nice-grpc': (port, secure, channel, options) => {
    const connection = createChannel(`localhost:${port}`, channelCredentials(secure), options);
    open.push(() => connection.close());
    const client = createClientFactory(inOrder(...channel.map(perRPCCredentials))).create(Echo, connection);
    return { unary: (ctx, req, opts) => client.unary(req, { ctx, opts }) };
  },
  'grpc-js': (port, secure, channel, options) => {
    const interceptor = clientInterceptor(inOrder(...channel.map(perRPCCredentials)));
    const client = new Client(`localhost:${port}`, channelCredentials(secure), {
      ...options,
      interceptors: [interceptor],
    });
    open.push(() => client.close());
    const { path, requestSerialize, responseDeserialize } = Echo.unary;
    return {
      unary: (ctx, req, opts) =>
        new Promise((resolve, reject) =>
          client.makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            req,
            new Metadata(),
            { ctx, opts },
            (error, response) => (response === undefined ? reject(error) : resolve(response)),
          ),
        ),
    };
  },
  'a stub that is observed': (port, secure, channel, options) => {
    Client.prototype.makeUnaryRequest = function (this: Client, ...args: unknown[]) {
      return Reflect.apply(makeUnaryRequest, this, args);
    };
    const connection = createChannel(`localhost:${port}`, channelCredentials(secure), options);
    open.push(() => connection.close());
    const client = newClient(Echo, connection, inOrder(...channel.map(perRPCCredentials)));
    return { unary: (ctx, req, opts) => client.unary(ctx, req, ...opts) };
  },
};

async function serve(act: (ctx: Context) => unknown, secure: boolean): Promise<number> {
  const tls = ServerCredentials.createSsl(null, [{ cert_chain: cert, private_key: key }]);
  const server = newServer(...(secure ? [Creds(tls)] : []));
  register(server, Echo, handlersOf(act, { text: 'x'.repeat(100) }));
  open.push(() => server.stop());
  return server.serve('localhost:0');
}

const creds = (metadata: Credentials['getRequestMetadata'], secure = false): Credentials => ({
  getRequestMetadata: metadata,
  requireTransportSecurity: () => secure,
});

const failure = (call: Promise<unknown>) =>
  call.then(
    () => 'no failure',
    (error: unknown) => String(statuses.convert(error)),
  );

describe.each(Object.entries(shapes))('call options in the shape of %s', (_name, connect) => {
  it('send credentials: those of the channel, of the call, and then the metadata of the caller', async () => {
    let seen: unknown;
    const port = await serve((ctx) => {
      seen = valueFromIncomingContext(ctx, 'k');
    }, false);
    const client = connect(port, false, [creds(() => ({ K: 'channel' }))]);
    const ctx = appendToOutgoingContext(background(), 'k', 'caller');
    const replaced = PerRPCCredentials(creds(() => ({ k: 'never sent' })));
    await client.unary(ctx, {}, [replaced, PerRPCCredentials(creds(() => ({ k: 'call' })))]);
    expect(seen).toEqual(['channel', 'call', 'caller']);
    await client.unary(ctx, {}, []);
    expect(seen).toEqual(['channel', 'caller']);
  });

  it('compress as the channel does, or not at all', async () => {
    const relay = await recording(await serve(() => {}, false));
    open.push(() => relay.close());
    const client = connect(relay.port, false, [], { 'grpc.default_compression_algorithm': 2 });
    const text = 'x'.repeat(50_000);
    const sizes: Record<string, unknown> = {};
    for (const [name, ...opts] of [
      ['as ever'],
      ['gzip', UseCompressor('gzip')],
      ['identity', UseCompressor('identity')],
    ] as const) {
      await client.unary(background(), { text }, opts);
      sizes[name] = relay.bytes() > 40_000 ? 'whole' : 'compressed';
    }
    expect(sizes).toEqual({ 'as ever': 'compressed', gzip: 'compressed', identity: 'whole' });
    expect(await failure(client.unary(background(), {}, [UseCompressor('deflate')]))).toContain(
      'Internal desc = grpc: Compressor is not installed for requested grpc-encoding "deflate"',
    );
  });

  it('name the option of a channel that does not compress', async () => {
    const client = connect(await serve(() => {}, false), false, []);
    await client.unary(background(), {}, [UseCompressor('identity')]);
    expect(await failure(client.unary(background(), {}, [UseCompressor('gzip')]))).toMatch(
      /Internal desc = grpc: Compressor is not installed .*grpc\.default_compression_algorithm/,
    );
  });

  it('tell credentials the service and the context of the call', async () => {
    const told: unknown[] = [];
    const port = await serve(() => {}, true);
    const spy = creds(async (ctx, uri) => {
      told.push([uri, ctx === current()]);
      return {};
    }, true);
    await connect(port, true, [spy]).unary(background(), {}, [PerRPCCredentials(spy)]);
    expect(told).toEqual([
      [expect.stringMatching(/^https:\/\/localhost:\d+\/test\.Echo$/), true],
      [expect.stringMatching(/^https:\/\/localhost:\d+\/test\.Echo$/), true],
    ]);
  });

  it('send over TLS alone what needs it', async () => {
    let seen: unknown[] = [];
    const act = (ctx: Context) => {
      seen.push(valueFromIncomingContext(ctx, 'authorization'));
    };
    const secret = creds(() => ({ authorization: 'Bearer t' }), true);
    const tls = await serve(act, true);
    await connect(tls, true, []).unary(background(), {}, [PerRPCCredentials(secret)]);
    await connect(tls, true, [secret]).unary(background(), {}, []);
    expect(seen).toEqual([['Bearer t'], ['Bearer t']]);
    seen = [];
    const plain = await serve(act, false);
    const refused =
      'rpc error: code = Unauthenticated desc = transport: cannot send secure credentials on an insecure connection';
    const ofCall = connect(plain, false, []).unary(background(), {}, [PerRPCCredentials(secret)]);
    expect(await failure(ofCall)).toBe(refused);
    expect(await failure(connect(plain, false, [secret]).unary(background(), {}, []))).toBe(refused);
    expect(seen).toEqual([]);
  });

  it('end a call with the status of credentials that fail, as far as they may choose it', async () => {
    const client = connect(await serve(() => {}, false), false, []);
    const fail = (error: unknown) =>
      failure(
        client.unary(background(), {}, [
          PerRPCCredentials(
            creds(() => {
              throw error;
            }),
          ),
        ]),
      );
    expect(await fail(new Error('x'))).toBe(
      'rpc error: code = Internal desc = transport: per-RPC creds failed due to error: x',
    );
    expect(await fail(statuses.error(14, 'later'))).toBe('rpc error: code = Unavailable desc = later');
    expect(await fail(statuses.error(5, 'none'))).toBe(
      'rpc error: code = Internal desc = transport: received per-RPC creds error with illegal status: rpc error: code = NotFound desc = none',
    );
  });

  it('send nothing of credentials that gRPC cannot send', async () => {
    const client = connect(await serve(() => {}, false), false, [creds(() => ({ 'bad key': 'v' }))]);
    expect(await failure(client.unary(background(), {}, []))).toBe(
      'rpc error: code = Internal desc = header key "bad key" contains illegal characters not in [0-9a-z-_.]',
    );
  });

  it('limit the size of messages', async () => {
    const client = connect(await serve(() => {}, false), false, []);
    const text = (size: number) =>
      client.unary(background(), { text: 'x'.repeat(size) }, [MaxCallSendMsgSize(50)]);
    expect(await failure(text(10))).toBe('no failure');
    expect(await failure(text(50))).toBe(
      'rpc error: code = ResourceExhausted desc = grpc: trying to send message larger than max (61 vs. 50)',
    );
    expect(await failure(client.unary(background(), {}, [MaxCallRecvMsgSize(50)]))).toBe(
      'rpc error: code = ResourceExhausted desc = grpc: received message larger than max (111 vs. 50)',
    );
  });

  it('wait for a connection', async () => {
    const port = await serve(() => {}, false);
    open.pop()?.(); // the server: nobody listens now
    const client = connect(port, false, []);
    const patient = client.unary(background(), {}, [WaitForReady(true)]);
    expect(await failure(client.unary(background(), {}, []))).toContain('code = Unavailable');
    const server = newServer();
    register(
      server,
      Echo,
      handlersOf(() => {}),
    );
    open.push(() => server.stop());
    await listenAgain(server, port);
    expect(await failure(patient)).toBe('no failure');
  });

  it('refuse what is no option', async () => {
    const client = connect(1, false, []);
    await expect((async () => client.unary(background(), {}, [3 as never]))()).rejects.toThrow(TypeError);
  });
});
