/**
 * The HTTP edge: a context for a request that came over HTTP, for the gRPC calls that are made to answer it, and middleware for
 * `node:http`, express, fastify, koa, hono and the route handlers of Next. Nothing of a request is trusted or passed on that was
 * not asked for.
 */
export {
  type AnsweringResponse,
  express,
  type FastifyLike,
  fastify,
  nodeHandler,
} from './callback-middleware';
export { httpContext } from './context';
export type { DeadlineOptions } from './deadline';
export { gatewayHeaders, type ResponsePart } from './gateway';
export { nextRoute } from './next-route';
export type { HttpContextOptions, HttpOptions } from './options';
export { type HonoContextLike, hono, type KoaContextLike, koa } from './promise-middleware';
export { RefusedRequest } from './refused-request';
export type { FetchRequest, HttpConnection, HttpRequest, NodeRequest, NodeResponse } from './request';
export { codeFromHttpStatus, type HttpError, httpError, httpStatus } from './status';
