import { Client, credentials, type Client as GrpcClient, Server } from '@grpc/grpc-js';
import { type ClientMiddleware, ServerError, type ServerMiddleware, Status } from 'nice-grpc-common';
import type { ServerInterceptors, StreamServerInfo, UnaryServerInfo } from '../../lib/grpc';
import { clientInterceptor, intercept, serverInterceptor } from '../../lib/grpc-js';
import { createChannel, createClientFactory, createServer } from '../../lib/nice-grpc';
import { newClient, register } from '../../lib/stub';
import { called, handlersOf } from '../stub/stage';
import { bound } from '../support/adapters/grpc-js-server';
import { niceGrpcClient } from '../support/adapters/nice-grpc-client';
import { outcomeOf } from '../support/adapters/outcome';
import { Echo, kinds } from '../support/echo';
import { clientInterceptors, clientTrace, type Events, serverInterceptors, serverTrace } from './trace';

const names = (events: Events) => [...new Set(events.map((event) => event.split(':')[0]))];

describe('interceptors beside the middleware of nice-grpc', () => {
  for (const kind of kinds) {
    it(`stand before it on a server, and behind it on a client: ${kind}`, async () => {
      const events: Events = [];
      const onServer: ServerMiddleware = async function* (call, context) {
        events.push('middleware of the server: begins');
        return yield* call.next(call.request, context);
      };
      const onClient: ClientMiddleware = async function* (call, options) {
        events.push('middleware of the client: begins');
        return yield* call.next(call.request, options);
      };
      const server = createServer(serverInterceptors(serverTrace('interceptor of the server', events)));
      const used = server.use(onServer);
      register(
        used,
        Echo,
        handlersOf(() => events.push('handler: begins')),
      );
      const channel = createChannel(`127.0.0.1:${await used.listen('127.0.0.1:0')}`);
      try {
        const interceptors = clientInterceptors(clientTrace('interceptor of the client', events));
        const client = createClientFactory(interceptors).use(onClient).create(Echo, channel);
        if (kind === 'unary') await client.unary({});
        else if (kind === 'clientStream') await client.clientStream(none());
        else for await (const _ of kind === 'bidi' ? client.bidi(none()) : client.serverStream({}));
      } finally {
        channel.close();
        used.forceShutdown();
      }
      expect(names(events)).toEqual([
        'middleware of the client',
        'interceptor of the client',
        'interceptor of the server',
        'middleware of the server',
        'handler',
      ]);
    });
  }
});

async function* none(): AsyncGenerator<never, void> {}

describe('what an interceptor of a server is told', () => {
  const infos: unknown[] = [];
  const interceptors: ServerInterceptors = {
    unaryInterceptors: [
      (ctx, req, info: UnaryServerInfo, handler) => {
        infos.push([info.server, info.fullMethod]);
        return handler(ctx, req);
      },
    ],
    streamInterceptors: [
      (srv, stream, info: StreamServerInfo, handler) => {
        infos.push([srv, info]);
        return handler(srv, stream);
      },
    ],
  };
  const expected = (service: unknown) => [
    [service, '/test.Echo/Unary'],
    [service, { fullMethod: '/test.Echo/ServerStream', isClientStream: false, isServerStream: true }],
    [service, { fullMethod: '/test.Echo/ClientStream', isClientStream: true, isServerStream: false }],
    [service, { fullMethod: '/test.Echo/Bidi', isClientStream: true, isServerStream: true }],
  ];
  beforeEach(() => infos.splice(0));

  it('is the implementation that was registered, and the method', async () => {
    const server = createServer(interceptors);
    const service = handlersOf(() => {});
    register(server, Echo, service);
    const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
    const client = newClient(Echo, channel);
    for (const kind of kinds) await called(client, kind, undefined);
    channel.close();
    server.forceShutdown();
    expect(infos).toEqual(expected(service));
    for (const info of infos) expect(Reflect.get(Object(info), 0)).toBe(service);
  });

  it('is the same on grpc-js', async () => {
    const server = new Server({ interceptors: [serverInterceptor()] });
    const service = {
      unary: (_: unknown, done: (error: null, value: object) => void) => done(null, {}),
      clientStream: (_: unknown, done: (error: null, value: object) => void) => done(null, {}),
      serverStream: (call: { end(): void }) => call.end(),
      bidi: (call: { end(): void }) => call.end(),
    };
    server.addService(Echo, intercept(Echo, service, interceptors));
    const client = niceGrpcClient.connect(`127.0.0.1:${await bound(server)}`);
    for (const kind of kinds) await outcomeOf(client.call(kind));
    client.close();
    server.forceShutdown();
    for (const info of infos) expect(Reflect.get(Object(info), 0)).toBe(service);
    expect(infos).toEqual(expected(service));
  });
});

describe('a method that the server has not', () => {
  it('is refused without an interceptor', async () => {
    const events: Events = [];
    const server = createServer(serverInterceptors(serverTrace('1', events)));
    register(
      server,
      Echo,
      handlersOf(() => {}),
    );
    const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
    const other = { nothing: { ...Echo.unary, path: '/test.Echo/Nothing' } };
    const refused = newClient(other, channel).nothing({});
    await expect(refused).rejects.toMatchObject({ code: Status.UNIMPLEMENTED });
    channel.close();
    server.forceShutdown();
    expect(events).toEqual([]);
  });
});

describe('grpc-js.intercept()', () => {
  const serve = async (service: Parameters<Server['addService']>[1]) => {
    const events: Events = [];
    const server = new Server({ interceptors: [serverInterceptor()] });
    server.addService(Echo, intercept(Echo, service, serverInterceptors(serverTrace('1', events))));
    const client = new Client(`127.0.0.1:${await bound(server)}`, credentials.createInsecure(), {
      interceptors: [clientInterceptor()],
    });
    const close = () => {
      client.close();
      server.forceShutdown();
    };
    return { events, client, close };
  };
  const unary = (client: GrpcClient) =>
    new Promise((resolve) => {
      const { path, requestSerialize, responseDeserialize } = Echo.unary;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, (error) => resolve(error));
    });

  it('hands on the error of an async handler, which grpc-js would lose', async () => {
    const { events, client, close } = await serve({
      unary: async () => {
        throw new ServerError(Status.ABORTED, 'no');
      },
    });
    expect(await unary(client)).toMatchObject({ code: Status.ABORTED, details: 'no' });
    expect(events).toContain('1: throws ABORTED: no');
    close();
  });

  it('leaves a method without a handler to grpc-js', async () => {
    const { events, client, close } = await serve({});
    expect(await unary(client)).toMatchObject({ code: Status.UNIMPLEMENTED });
    expect(events).toEqual([]);
    close();
  });
});
