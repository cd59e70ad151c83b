import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRouterTransport, type Interceptor, type Transport } from '@connectrpc/connect';
import { expressConnectMiddleware } from '@connectrpc/connect-express';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import { connectNodeAdapter, createConnectTransport as createPlainTransport } from '@connectrpc/connect-node';
import express from 'express';
import fastify from 'fastify';
import { createClient, createConnectTransport } from '../../lib/connect';
import { background, current, withTimeout } from '../../lib/context';
import { method } from '../../lib/grpc';
import { MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { ConnectEcho, messageOf } from '../support/connect-echo';
import { closeAll, closing, itServes, listening, options, type Serve, to } from './adapter-rows';

afterEach(closeAll);

const servers: ReadonlyArray<readonly [string, Serve]> = [
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
      closing(() => server.close());
      return (server.server.address() as AddressInfo).port;
    },
  ],
];

describe.each(servers)('%s', (_, serve) => itServes(serve));

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
