import { credentials } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import { appendToOutgoingContext, fromIncomingContext, type MD } from '../../../lib/metadata';
import { createChannel, createServer } from '../../../lib/nice-grpc';
import {
  CallContentSubtype,
  type Credentials,
  EmptyCallOption,
  MaxCallRecvMsgSize,
  MaxCallSendMsgSize,
  newClient,
  PerRPCCredentials,
  register,
  UseCompressor,
  WaitForReady,
  withAuthority,
  withChainUnaryInterceptor,
  withDefaultCallOptions,
  withDefaultServiceConfig,
  withKeepaliveParams,
  withTransportCredentials,
  withUserAgent,
} from '../../../lib/stub';
import { called, handlersOf, itOfEach, served } from '../../stub/stage';
import { Echo } from '../../support/echo';

const creds = (values: Record<string, string> | (() => never), isSecure = false): Credentials => ({
  getRequestMetadata: async () => (typeof values === 'function' ? values() : values),
  requireTransportSecurity: () => isSecure,
});

describe('the options that say how a call is made', () => {
  itOfEach('limit the size of messages, with grpc-go’s text', async (kind) => {
    await served({ handlers: handlersOf(() => {}, { text: 'x'.repeat(100) }) }, async (client) => {
      const { error } = await called(client, kind, undefined, MaxCallRecvMsgSize(50));
      expect(error).toMatchObject({
        code: Status.RESOURCE_EXHAUSTED,
        details: expect.stringMatching(/^grpc: received message larger than max \(\d+ vs\. 50\)$/),
      });
      const sent = await called(client, kind, undefined, MaxCallSendMsgSize(1));
      const tooLarge = {
        code: Status.RESOURCE_EXHAUSTED,
        details: 'grpc: trying to send message larger than max (2 vs. 1)',
      };
      const isStream = kind === 'clientStream' || kind === 'bidi';
      expect(sent.error).toMatchObject(isStream ? { name: 'EOF' } : tooLarge); // of a stream, recv tells why
      expect((await called(client, kind, undefined, MaxCallRecvMsgSize(5000))).error).toBeUndefined();
    });
  });

  itOfEach('are refused above the limit of the channel, whose option is named', async (kind) => {
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const { error } = await called(client, kind, undefined, MaxCallRecvMsgSize(5e6));
      expect(error).toEqual(
        new TypeError(
          'grpc: MaxCallRecvMsgSize: bytes must be no more than the 4194304 that the channel allows by its option grpc.max_receive_message_length: got 5000000',
        ),
      );
    });
  });

  it('are the limits of a channel that is made for them', async () => {
    const large = handlersOf(() => {}, { text: 'x'.repeat(5e6) });
    const server = createServer();
    register(server, Echo, large);
    const port = await server.listen('127.0.0.1:0');
    const insecure = withTransportCredentials(credentials.createInsecure());
    using small = newClient(Echo, `127.0.0.1:${port}`, insecure);
    using client = newClient(
      Echo,
      `127.0.0.1:${port}`,
      insecure,
      withDefaultCallOptions(MaxCallRecvMsgSize(6e6)),
    );
    expect(await client.unary({})).toEqual({ text: 'x'.repeat(5e6) });
    await expect(small.unary({})).rejects.toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
    server.forceShutdown();
  });

  it('send credentials, before the metadata of the caller', async () => {
    let seen: MD | undefined;
    const handlers = handlersOf((ctx) => {
      seen = fromIncomingContext(ctx);
    });
    await served({ handlers }, async (client) => {
      await client.unary(
        appendToOutgoingContext('k', 'caller'),
        {},
        PerRPCCredentials(creds({ K: 'creds' })),
      );
      expect(seen?.get('k')).toEqual(['creds', 'caller']);
    });
  });

  it.each([
    ['plain', new Error('x'), Status.INTERNAL, 'transport: per-RPC creds failed due to error: x'],
    ['of a status', new ServerError(Status.UNAVAILABLE, 'x'), Status.UNAVAILABLE, 'x'],
    [
      'of a status that is restricted',
      new ServerError(Status.NOT_FOUND, 'x'),
      Status.INTERNAL,
      'transport: received per-RPC creds error with illegal status: rpc error: code = NotFound desc = x',
    ],
  ])('fail with the error of credentials: %s', async (_, error, code, details) => {
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const fail = creds(() => {
        throw error;
      });
      expect(await client.unary({}, PerRPCCredentials(fail)).catch((e: unknown) => e)).toMatchObject({
        code,
        details,
      });
    });
  });

  it('refuse credentials that need TLS, without it', async () => {
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const failure = await client.unary({}, PerRPCCredentials(creds({}, true))).catch((e: unknown) => e);
      expect(failure).toMatchObject({
        code: Status.UNAUTHENTICATED,
        details: 'transport: cannot send secure credentials on an insecure connection',
      });
    });
  });

  it('refuse a compressor that the channel has not, and take one that it has', async () => {
    await served({ handlers: handlersOf(() => {}) }, async (client, port) => {
      const failure = await client.unary({}, UseCompressor('gzip')).catch((e: unknown) => e);
      expect(failure).toMatchObject({
        code: Status.INTERNAL,
        details: expect.stringContaining('grpc.default_compression_algorithm'),
      });
      const channel = createChannel(`127.0.0.1:${port}`, undefined, {
        'grpc.default_compression_algorithm': 2,
      });
      const compressing = newClient(Echo, channel);
      await compressing.unary({}, UseCompressor('gzip'));
      await compressing.unary({}, UseCompressor('identity'));
      channel.close();
    });
  });

  it('name the codec', async () => {
    let seen: MD | undefined;
    const handlers = handlersOf((ctx) => {
      seen = fromIncomingContext(ctx);
    });
    await served({ handlers }, async (client) => {
      await client.unary({}, CallContentSubtype('PROTO'));
      expect(seen?.get('content-type')).toEqual(['application/grpc+proto']);
    });
  });

  it('may be a user’s own', async () => {
    class Max extends EmptyCallOption {
      constructor(readonly max: number) {
        super();
      }
    }
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      expect(await client.unary({}, new Max(3))).toEqual({});
    });
  });

  it('wait for a connection', async () => {
    const server = createServer();
    register(
      server,
      Echo,
      handlersOf(() => {}),
    );
    const free = createServer();
    const port = await free.listen('127.0.0.1:0');
    free.forceShutdown();
    using client = newClient(
      Echo,
      `127.0.0.1:${port}`,
      withTransportCredentials(credentials.createInsecure()),
    );
    const call = client.unary({}, WaitForReady(true));
    await expect(client.unary({})).rejects.toMatchObject({ code: Status.UNAVAILABLE });
    await server.listen(`127.0.0.1:${port}`);
    expect(await call).toEqual({});
    server.forceShutdown();
  });
});

describe('stub.newClient()', () => {
  it('makes a channel to a target, as the options say', async () => {
    const targets: unknown[] = [];
    let seen: MD | undefined;
    const handlers = handlersOf((ctx) => {
      seen = fromIncomingContext(ctx);
    });
    await served({ handlers }, async (_client, port) => {
      using client = newClient(
        Echo,
        `127.0.0.1:${port}`,
        withTransportCredentials(credentials.createInsecure()),
        withUserAgent('mine/1'),
        withAuthority('host.test'),
        withKeepaliveParams({ time: 60_000, timeout: 1000, permitWithoutStream: true }),
        withDefaultServiceConfig('{}'),
        withDefaultCallOptions(MaxCallRecvMsgSize(1000)),
        withChainUnaryInterceptor((ctx, method, req, invoker, opts, cc) => {
          targets.push(cc?.target());
          return invoker(ctx, method, req, opts);
        }),
      );
      expect(await client.unary({})).toEqual({});
      expect(seen?.get(':authority')).toEqual(['host.test']);
      expect(seen?.get('user-agent')?.[0]).toMatch(/^mine\/1 grpc-node-js/);
      expect(targets).toEqual([`dns:127.0.0.1:${port}`]);
    });
  });

  it('asks for credentials, and for options that it knows', () => {
    expect(() => newClient(Echo, '127.0.0.1:1')).toThrow('no transport security set');
    expect(() => newClient(Echo, '127.0.0.1:1', { interceptors: [] } as object)).toThrow(
      'got "interceptors"',
    );
  });
});
