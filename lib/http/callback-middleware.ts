import { inspect } from 'node:util';
import { type Context, run } from '../context';
import { errorText, isError, wrongType } from '../context/internal';
import { statusOf } from '../status/internal';
import { open } from './context';
import { checkOptions, type HttpOptions } from './options';
import type { NodeRequest, NodeResponse } from './request';
import { httpError } from './status';

// Middleware in the shapes that continue by a callback, or not at all.

/** The part of Node's response with which `nodeHandler` answers a failure. */
export interface AnsweringResponse extends NodeResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(): unknown;
  end(body: string): unknown;
  destroy(): unknown;
}

/**
 * Returns a listener for `createServer` of `node:http`, `node:https` or `node:http2` that runs `handle` in the context of each
 * request: see `httpContext`.
 *
 * If `handle` throws or rejects, the client gets what `httpError` says, as JSON, and where the response has begun, it breaks off. An
 * error without a status is reported by `process.emitWarning`.
 *
 * @throws TypeError if `handle` is not a function; TypeError or RangeError as `httpContext` does for `options`.
 */
export function nodeHandler<Request extends NodeRequest, Response extends AnsweringResponse>(
  handle: (request: Request, response: Response) => unknown,
  options: HttpOptions = {},
): (request: Request, response: Response) => void {
  if (typeof handle !== 'function') {
    throw wrongType('http: nodeHandler: handle', 'a function', handle);
  }
  checkOptions('nodeHandler', options);
  return (request, response) => {
    // What throws at once and what rejects later are one.
    const handled = async () =>
      run(open('nodeHandler', request, { ...options, response }).ctx, handle, request, response);
    handled().catch((error: unknown) => answer(response, error));
  };
}

function answer(response: AnsweringResponse, error: unknown): void {
  if (statusOf(error) === undefined) process.emitWarning(inspect(error));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = httpError(error);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/**
 * Returns a middleware for express, connect and their like, `app.use(express({ deadline: 5_000, metadata }))`, after which all that
 * handles a request runs in its context: see `httpContext`. A request that is refused goes to the error handlers, with `status`.
 *
 * @throws TypeError or RangeError as `httpContext` does for `options`.
 */
export function express(
  options: HttpOptions = {},
): (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void) => void {
  checkOptions('express', options);
  return (request, response, next) => {
    let ctx: Context;
    try {
      ({ ctx } = open('express', request, { ...options, response }));
    } catch (error) {
      next(error);
      return;
    }
    run(ctx, () => next());
  };
}

interface FastifyRequest {
  readonly raw: NodeRequest;
}

interface FastifyReply {
  readonly raw: NodeResponse;
}

type FastifyHook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** The part of a fastify instance that the plugin needs. */
export interface FastifyLike {
  addHook(name: 'onRequest' | 'preValidation' | 'onResponse', hook: FastifyHook): unknown;
}

/**
 * Returns a plugin for fastify, `app.register(fastify({ deadline: 5_000, metadata }))`, after which the hooks and handlers of a
 * request run in its context: see `httpContext`. It holds for the instance that it is registered on, as if it were wrapped by
 * fastify-plugin. A request that is refused goes to the error handler, with `statusCode`.
 *
 * @throws TypeError or RangeError as `httpContext` does for `options`.
 */
export function fastify(
  options: HttpOptions = {},
): (instance: FastifyLike, _: unknown, done: () => void) => void {
  checkOptions('fastify', options);
  const contexts = new WeakMap<NodeRequest, Context>();
  // What follows the parsing of a body, or the end of a response, is called by the connection, in no context.
  const again: FastifyHook = ({ raw }, _, done) => {
    const ctx = contexts.get(raw);
    if (ctx === undefined) done();
    else run(ctx, () => done());
  };
  const enter: FastifyHook = ({ raw }, reply, done) => {
    try {
      contexts.set(raw, open('fastify', raw, { ...options, response: reply.raw }).ctx);
    } catch (error) {
      done(isError(error) ? error : new Error(errorText(error)));
      return;
    }
    again({ raw }, reply, done);
  };
  const plugin = (instance: FastifyLike, _: unknown, done: () => void): void => {
    instance.addHook('onRequest', enter);
    instance.addHook('preValidation', again);
    instance.addHook('onResponse', again);
    done();
  };
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'mdctx',
  });
}
