import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve as serveFetch } from '@hono/node-server';
import express5 from 'express';
import fastify5 from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { express, fastify, type HttpOptions, hono, koa, nextRoute, nodeHandler } from '../../lib/http';

/** Answers a request whose body is `body`. */
export type Handle = (body: string) => string | Promise<string>;

/** A server over HTTP that is listening. */
export interface Edge {
  readonly port: number;
  close(): Promise<void>;
}

/** What answers requests over HTTP, each in the context that mdctx made for it. */
export interface EdgeKind {
  readonly name: string;
  listen(handle: Handle, options?: HttpOptions): Promise<Edge>;
}

/** Has `server` listen on a free port. */
export async function listening(server: Server): Promise<Edge> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Reads `body` to its end. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function overExpress(name: string, framework: typeof express5): EdgeKind {
  return {
    name,
    listen(handle, options) {
      const app = framework();
      app.use(express(options));
      app.use(framework.text({ type: () => true }));
      app.use((request, response, next) => {
        Promise.resolve(typeof request.body === 'string' ? request.body : '')
          .then(handle)
          .then((text) => response.type('text').send(text), next);
      });
      return listening(createServer(app));
    },
  };
}

/** Serves what answers a `Request` by a `Response`. */
function fetching(fetch: (request: Request) => Response | Promise<Response>): Promise<Edge> {
  return new Promise((resolve) => {
    const server = serveFetch({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      const close = () =>
        new Promise<void>((closed) => {
          (server as Server).closeAllConnections();
          server.close(() => closed());
        });
      resolve({ port, close });
    });
  });
}

function honoApp(handle: Handle, options?: HttpOptions): Hono {
  const app = new Hono();
  app.use(hono(options));
  app.all('*', async (c) => c.text(await handle(await c.req.text())));
  return app;
}

export const edges: readonly EdgeKind[] = [
  {
    name: 'node:http',
    listen: (handle, options) =>
      listening(
        createServer(
          nodeHandler(async (request, response) => {
            response.end(await handle(await textOf(request)));
          }, options),
        ),
      ),
  },
  overExpress('express 5', express5),
  overExpress('express 4', jest.requireActual('express4')), // which has the types of express
  {
    name: 'fastify',
    async listen(handle, options) {
      const app = fastify5({ forceCloseConnections: true });
      await app.register(fastify(options));
      app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
      app.all('/*', async ({ body }) => handle(typeof body === 'string' ? body : ''));
      await app.listen({ port: 0, host: '127.0.0.1' });
      return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
    },
  },
  {
    name: 'koa',
    listen(handle, options) {
      const app = new Koa();
      app.silent = true;
      app.use(koa(options));
      app.use(async (ctx) => {
        ctx.body = await handle(await textOf(ctx.req));
      });
      return listening(createServer(app.callback()));
    },
  },
  {
    name: 'hono, by the Fetch standard alone',
    listen: (handle, options) => {
      const app = honoApp(handle, options);
      return fetching((request) => app.fetch(request));
    },
  },
  {
    name: 'hono on @hono/node-server',
    listen: (handle, options) => fetching(honoApp(handle, options).fetch as (request: Request) => Response),
  },
  {
    name: 'a route of Next',
    listen: (handle, options) =>
      fetching(
        nextRoute(async (request: Request) => new Response(await handle(await request.text())), options),
      ),
  },
];
