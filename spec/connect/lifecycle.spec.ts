import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expressConnectMiddleware } from '@connectrpc/connect-express';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import express from 'express';
import fastify from 'fastify';
import { Status } from 'nice-grpc-common';
import { createClient, createConnectTransport, withContexts } from '../../lib/connect';
import { type Context, cause, current } from '../../lib/context';
import { drain } from '../../lib/lifecycle';
import { fromError } from '../../lib/status';
import { outcomeOf } from '../support/adapters/outcome';
import { connects } from '../support/adapters/pairs';
import { ConnectEcho, textOf } from '../support/connect-echo';
import { end, Moment } from '../support/moment';

const open: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Options of an adapter, whose method waits for the end of its call. */
function waiting(entered: Moment<Context>) {
  return withContexts({
    routes: (router) => {
      router.service(ConnectEcho, {
        async unary() {
          entered.come(current());
          await end(current());
          return textOf({});
        },
      });
    },
  });
}

type Serve = (...entered: Moment<Context>[]) => Promise<http.Server>;

const servers: ReadonlyArray<readonly [string, Serve]> = [
  [
    'express, with two routers on one server',
    async (first = new Moment(), second = new Moment()) => {
      const app = express()
        .use('/first', expressConnectMiddleware(waiting(first)))
        .use('/second', expressConnectMiddleware(waiting(second)));
      const server = http.createServer(app);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    },
  ],
  [
    'fastify',
    async (first = new Moment(), second = new Moment()) => {
      const app = fastify();
      await app.register(fastifyConnectPlugin, { ...waiting(first), prefix: '/first' });
      await app.register(fastifyConnectPlugin, { ...waiting(second), prefix: '/second' });
      await app.listen({ port: 0, host: '127.0.0.1' });
      open.push(() => app.close());
      return app.server;
    },
  ],
];

describe.each(servers)('drain() of %s', (_, serve) => {
  it('tells clients and handlers that the server is shutting down', async () => {
    const entered = [new Moment<Context>(), new Moment<Context>()] as const;
    const server = await serve(...entered);
    const draining = drain(server);
    const { port } = server.address() as AddressInfo;
    const calls = ['first', 'second'].map((name) => {
      const baseUrl = `http://127.0.0.1:${port}/${name}`;
      return createClient(ConnectEcho, createConnectTransport({ baseUrl, httpVersion: '1.1' })).unary({});
    });
    const settled = Promise.allSettled(calls);
    const contexts = await Promise.all(entered.map(({ came }) => came));
    await draining.force();
    for (const call of await settled) {
      expect(call).toMatchObject({ status: 'rejected' });
      const status = 'reason' in call ? fromError(call.reason) : undefined;
      expect([status?.code, status?.message]).toEqual([Status.UNAVAILABLE, 'server is shutting down']);
    }
    for (const ctx of contexts) expect(cause(ctx)).toMatchObject({ code: Status.UNAVAILABLE });
  });
});

describe.each(connects)('a call to a port that nobody listens to, over $name', ({ client }) => {
  it('is UNAVAILABLE', async () => {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const dialled = client.connect(`127.0.0.1:${port}`);
    open.push(() => dialled.close());
    expect((await outcomeOf(dialled.call('unary'))).code).toBe(Status.UNAVAILABLE);
    expect((await outcomeOf(dialled.call('serverStream'))).code).toBe(Status.UNAVAILABLE);
  });
});
