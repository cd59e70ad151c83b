import { ServerError, Status } from 'nice-grpc-common';
import type { Context } from '../context';
import { contextOf, isContext, kindOf } from '../context/internal';
import { valueFromIncomingContext } from '../metadata';
import { lower } from '../metadata/internal';
import { mustBeFunction, mustBeString } from './check';
import type { ServerInterceptor } from './in-order';

/**
 * Lets a call pass, by returning the context to go on with, or refuses it, by throwing the status to end it with.
 *
 * Ports go-grpc-middleware's `auth.AuthFunc`, with the method after the context.
 */
export type AuthFunc = (ctx: Context, fullMethod: string) => Context | Promise<Context>;

/**
 * Returns a server interceptor that asks `authFunc` before each call. The handler is reached only with the context that
 * it returned: what it found out, such as the caller's identity, is best put there by `withValue`.
 *
 * Ports go-grpc-middleware's `auth`. A service cannot override the function: for that, use `selector`.
 *
 * @throws TypeError if `authFunc` is not a function.
 */
export function auth(authFunc: AuthFunc): ServerInterceptor {
  mustBeFunction('auth: authFunc', authFunc);
  const enter = async (ctx: Context, fullMethod: string): Promise<Context> => {
    const entered = await authFunc(ctx, fullMethod);
    if (isContext(entered)) return entered;
    throw new TypeError(`interceptors: auth: authFunc must return a Context: got ${kindOf(entered)}`);
  };
  return {
    unary: async (ctx, req, { fullMethod }, handler) => handler(await enter(ctx, fullMethod), req),
    stream: async (srv, stream, { fullMethod }, handler) =>
      handler(srv, { ...stream, context: await enter(stream.context, fullMethod) }),
  };
}

/**
 * Returns the credentials that the client sent as `authorization`, without their scheme: of `Bearer abc`, if `scheme` is
 * `bearer`, `abc`. The case of the scheme does not matter. If there are several values, it is the first.
 *
 * Ports go-grpc-middleware's `auth.AuthFromMD`.
 *
 * @throws TypeError if `ctx` is not a context or `scheme` not a string.
 * @throws ServerError with `UNAUTHENTICATED` if there is none, or one without a scheme, or of another.
 */
export function authFromMD(ctx: Context | undefined, scheme: string): string;
export function authFromMD(scheme: string): string;
export function authFromMD(...args: [Context | undefined, string] | [string]): string {
  const [given, scheme] = args.length === 2 ? args : [undefined, ...args];
  const ctx = contextOf('interceptors: authFromMD', given);
  mustBeString('authFromMD: scheme', scheme);
  const value = valueFromIncomingContext(ctx, 'authorization')?.[0];
  if (value === undefined) throw unauthenticated(`Request unauthenticated with ${scheme}`);
  const space = value.indexOf(' ');
  if (space === -1) throw unauthenticated('Bad authorization string');
  if (lower(value.slice(0, space)) !== lower(scheme)) {
    throw unauthenticated(`Request unauthenticated with ${scheme}`);
  }
  return value.slice(space + 1);
}

function unauthenticated(details: string): ServerError {
  return new ServerError(Status.UNAUTHENTICATED, details);
}
