import { run } from '../context';
import { open } from './context';
import { nodeOf } from './convert';
import { checkOptions, type HttpOptions } from './options';
import type { FetchRequest, NodeRequest, NodeResponse } from './request';
import { onResponseEnd } from './response-end';

// Middleware in the shapes that wait for a promise.

/** The part of koa's context that is used. */
export interface KoaContextLike {
  readonly req: NodeRequest;
  readonly res: NodeResponse;
}

/**
 * Returns a middleware for koa, `app.use(koa({ deadline: 5_000, metadata }))`, after which all that handles a request runs in its
 * context: see `httpContext`. A request that is refused fails with an error that koa answers by its `status`.
 *
 * @throws TypeError or RangeError as `httpContext` does for `options`.
 */
export function koa(
  options: HttpOptions = {},
): (ctx: KoaContextLike, next: () => Promise<unknown>) => Promise<unknown> {
  checkOptions('koa', options);
  return async ({ req, res }, next) => run(open('koa', req, { ...options, response: res }).ctx, next);
}

/** The part of hono's context that is used. */
export interface HonoContextLike {
  readonly req: { readonly raw: FetchRequest };
  readonly env: unknown;
  res: Response;
}

/**
 * Returns a middleware for hono, `app.use(hono({ deadline: 5_000, metadata }))`, after which all that handles a request runs
 * in its context: see `httpContext`. On `@hono/node-server` it knows the connection of the request, elsewhere what the Fetch
 * standard has. A request that is refused fails with an error that goes to `app.onError`.
 *
 * @throws TypeError or RangeError as `httpContext` does for `options`.
 */
export function hono(
  options: HttpOptions = {},
): (c: HonoContextLike, next: () => Promise<void>) => Promise<void> {
  checkOptions('hono', options);
  return async (c, next) => {
    const node = nodeOf(c.env);
    const { ctx, end } = open('hono', node?.request ?? c.req.raw, {
      ...options,
      ...(node && { response: node.response }),
    });
    try {
      await run(ctx, next);
    } catch (error) {
      end(); // hono answers an Error itself, and throws all else to the caller
      throw error;
    }
    if (node === undefined) c.res = onResponseEnd(c.res, ctx, end);
  };
}
