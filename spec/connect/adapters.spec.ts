import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createRouterTransport, type Interceptor, type Transport } from '@connectrpc/connect';
import { expressConnectMiddleware } from '@connectrpc/connect-express';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import { connectNodeAdapter, createConnectTransport as createPlainTransport } from '@connectrpc/connect-node';
import express from 'express';
import fastify from 'fastify';
import { createClient, createConnectTransport, withContexts } from '../../lib/connect';
import { background, current, withTimeout } from '../../lib/context';
import { method, setHeader, setTrailer } from '../../lib/grpc';
import { fromIncomingContext, MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { fromContext } from '../../lib/peer';
import { plain } from '../support/adapters/outcome';
import { ConnectEcho, messageOf, textOf } from '../support/connect-echo';

const open: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Options of an adapter, whose handlers tell what they see. */
function options(interceptors: Interceptor[] = [], note: (place: string) => void = () => {}) {
  return withContexts({
    interceptors,
    routes: (router) => {
      router.service(ConnectEcho, {
        async unary() {
          note('body');
          await null;
          note('await');
          setHeader(Pairs('h', '1', 'h', '2, 3'));
          setTrailer(Pairs('t-bin', '\xff', 't-bin', '\x00'));
          return textOf({
            k: fromIncomingContext()?.get('k'),
            method: method(),
            peer: String(fromContext()?.addr),
          });
        },
        async *serverStream() {
          note('body');
          yield textOf({ n: 1 });
          note('yield');
          setTrailer(Pairs('t', '1', 't', '2'));
          yield textOf({ n: 2 });
        },
        look: () => textOf({ method: method() }),
      });
    },
  });
}

async function listening(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const servers: ReadonlyArray<readonly [string, (own: ReturnType<typeof options>) => Promise<number>]> = [
  ['connectNodeAdapter', (own) => listening(http.createServer(connectNodeAdapter(own)))],
  [
    'expressConnectMiddleware',
    (own) => listening(http.createServer(express().use(expressConnectMiddleware(own)))),
  ],
  [
    'fastifyConnectPlugin',
    async (own) => {
      const server = fastify();
      await server.register(fastifyConnectPlugin, own);
      await server.listen({ port: 0, host: '127.0.0.1' });
      open.push(() => server.close());
      return (server.server.address() as AddressInfo).port;
    },
  ],
];

const to = (port: number) => ({ baseUrl: `http://127.0.0.1:${port}`, httpVersion: '1.1' }) as const;

describe.each(servers)('%s', (_, serve) => {
  it('has handlers run in the context of their call, with lists both ways', async () => {
    const client = createClient(ConnectEcho, createConnectTransport(to(await serve(options()))));
    const [header, trailer] = [new MD(), new MD()];
    const ctx = newOutgoingContext(background(), Pairs('k', '1', 'k', '2, 3'));
    const response = messageOf(await client.unary({}, { ctx, header, trailer }));
    expect(response).toEqual({
      k: ['1', '2, 3'],
      method: '/test.Echo/Unary',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect(header.get('h')).toEqual(['1', '2, 3']);
    expect(trailer.get('t-bin')).toEqual(['\xff', '\x00']);
    const streamed = new MD();
    const messages: unknown[] = [];
    for await (const text of client.serverStream({}, { trailer: streamed })) messages.push(messageOf(text));
    expect([messages, plain(streamed)]).toEqual([[{ n: 1 }, { n: 2 }], { t: ['1', '2'] }]);
  });

  it('lives on when the authority of a request is none', async () => {
    const port = await serve(options());
    for (const line of ['HTTP/1.0\r\n', 'HTTP/1.1\r\nHost: [\r\n', 'HTTP/1.1\r\nHost: a b\r\n']) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      const closed = new Promise((resolve) => socket.on('close', resolve).resume());
      socket.end(
        `POST /test.Echo/Unary ${line}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      );
      await closed;
    }
    const client = createClient(ConnectEcho, createConnectTransport(to(port)));
    expect(messageOf(await client.look({}))).toEqual({ method: '/test.Echo/Look' });
  });
});

describe('interceptors of Connect on a server', () => {
  it('run in the context of the call, before and after, and in the messages that they make', async () => {
    const seen: Array<readonly [string, string | undefined]> = [];
    const note = (place: string) => void seen.push([place, method()]);
    const noting: Interceptor = (next) => async (request) => {
      note('before');
      const response = await next(request);
      note('after');
      if (!response.stream) return response;
      const { message } = response;
      async function* messages() {
        for await (const one of message) {
          note('message');
          yield one;
        }
      }
      return { ...response, message: messages() };
    };
    const [[, serve]] = servers as [(typeof servers)[number]];
    const client = createClient(
      ConnectEcho,
      createConnectTransport(to(await serve(options([noting], note)))),
    );
    for await (const _ of client.serverStream({}));
    const places = ['before', 'after', 'body', 'message', 'yield', 'message'];
    expect(seen).toEqual(places.map((place) => [place, '/test.Echo/ServerStream']));
  });
});

describe('createClient()', () => {
  const transports: ReadonlyArray<readonly [string, () => Promise<Transport> | Transport]> = [
    ['createRouterTransport', () => createRouterTransport(options().routes)],
    ["connect-node's own", async () => createPlainTransport(to((await servers[0]?.[1](options())) ?? 0))],
  ];

  it.each(transports)(
    'makes calls in contexts on a transport of %s, where lists are joined',
    async (_, transport) => {
      const client = createClient(ConnectEcho, await transport());
      const [header, trailer] = [new MD(), new MD()];
      const [ctx, cancel] = withTimeout(newOutgoingContext(background(), Pairs('k', '1', 'k', '2')), 60_000);
      expect(messageOf(await client.unary({}, { ctx, header, trailer }))).toMatchObject({ k: ['1, 2'] });
      cancel();
      expect(header.get('h')).toEqual(['1, 2, 3']);
      expect(trailer.get('t-bin')).toEqual(['\xff', '\x00']); // a `-bin` field may hold several
      await expect(client.unary({}, { ctx })).rejects.toMatchObject({ rawMessage: 'context canceled' });
    },
  );

  it.each([
    ['a Context', () => background()],
    ['a ctx that is none', () => ({ ctx: {} })],
    ['a header that is none', () => ({ header: {} })],
  ])('refuses %s as options', async (_, wrong) => {
    const client = createClient(ConnectEcho, createRouterTransport(options().routes));
    const given: object = wrong();
    await expect(client.unary({}, given)).rejects.toThrow(TypeError);
    expect(current()).toBe(background());
  });
});
