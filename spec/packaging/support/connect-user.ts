// What users write with mdctx/connect and Connect's own packages. Their types have to fit in a project of ES modules and in one of
// CommonJS; it is not run.

import http from 'node:http';
import { create } from '@bufbuild/protobuf';
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import { type Empty, EmptySchema } from '@bufbuild/protobuf/wkt';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createContextValues,
  createClient as createPlainClient,
  createRouterTransport,
  type HandlerContext,
  type Interceptor,
  type ServiceImpl,
  type Transport,
} from '@connectrpc/connect';
import { expressConnectMiddleware } from '@connectrpc/connect-express';
import { fastifyConnectPlugin } from '@connectrpc/connect-fastify';
import {
  compressionGzip,
  connectNodeAdapter,
  createConnectTransport as createPlain,
  createGrpcTransport as createPlainGrpc,
  Http2SessionManager,
} from '@connectrpc/connect-node';
import express from 'express';
import fastify from 'fastify';
import { background, MD, withTimeout } from 'mdctx';
import {
  createClient,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  withContexts,
} from 'mdctx/connect';
import { auth, inOrder } from 'mdctx/interceptors';
import { Peer } from 'mdctx/peer';

type Echo = GenService<{
  unary: { methodKind: 'unary'; input: typeof EmptySchema; output: typeof EmptySchema };
  down: { methodKind: 'server_streaming'; input: typeof EmptySchema; output: typeof EmptySchema };
  up: { methodKind: 'client_streaming'; input: typeof EmptySchema; output: typeof EmptySchema };
  both: { methodKind: 'bidi_streaming'; input: typeof EmptySchema; output: typeof EmptySchema };
}>;
declare const Echo: Echo;
const logs: Interceptor = (next) => (req) => next(req);
const baseUrl = 'http://localhost';
const transports: Transport[] = [
  createConnectTransport({ baseUrl, httpVersion: '1.1', interceptors: [logs] }),
  createGrpcTransport({
    baseUrl,
    sessionManager: new Http2SessionManager(baseUrl),
    acceptCompression: [compressionGzip],
  }),
  createGrpcWebTransport({ baseUrl, httpVersion: '2' }),
];
export async function main() {
  for (const transport of [
    ...transports,
    createPlain({ baseUrl, httpVersion: '2' }),
    createPlainGrpc({ baseUrl }),
    createRouterTransport(() => {}),
  ]) {
    const client = createClient(Echo, transport, inOrder());
    const header = new MD();
    const reply: Empty = await client.unary(
      {},
      {
        ctx: withTimeout(background(), 1)[0],
        header,
        contextValues: createContextValues(),
        timeoutMs: 3,
        onHeader(h: Headers) {
          h.get('x');
        },
      },
    );
    for await (const one of client.down(create(EmptySchema))) {
      const e: Empty = one;
      void e;
    }
    await client.up(
      (async function* () {
        yield {};
      })(),
    );
    for await (const one of client.both(
      (async function* () {
        yield create(EmptySchema);
      })(),
      { peer: new Peer() },
    ))
      void one;
    void reply;
    const plain: Pick<ReturnType<typeof createPlainClient<Echo>>, 'unary'> = client;
    void plain;
  }
  createPlainClient(Echo, transports[0] as Transport);
  const impl: ServiceImpl<Echo> = {
    unary: (_req: Empty, context: HandlerContext) => {
      context.responseHeader.set('a', 'b');
      throw new ConnectError('x', Code.Aborted);
    },
    async *down() {
      yield {};
    },
    async up(all) {
      for await (const _ of all);
      return {};
    },
    async *both(all) {
      for await (const one of all) yield one;
    },
  };
  const routes = (router: ConnectRouter) => {
    router.service(Echo, impl, { interceptors: [logs] });
  };
  http.createServer(
    connectNodeAdapter(
      withContexts({
        routes,
        interceptors: [logs],
        ...inOrder(auth((ctx) => ctx)),
        shutdownSignal: AbortSignal.timeout(1),
        acceptCompression: [compressionGzip],
      }),
    ),
  );
  express().use(
    expressConnectMiddleware(
      withContexts({
        routes,
        contextValues: (req) => {
          void req.ip;
          return createContextValues();
        },
      }),
    ),
  );
  await fastify().register(
    fastifyConnectPlugin,
    withContexts({
      routes,
      contextValues: (req) => {
        void req.raw;
        return createContextValues();
      },
    }),
  );
  createRouterTransport(withContexts({ routes }).routes);
}
