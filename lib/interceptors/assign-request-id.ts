import { randomUUID } from 'node:crypto';
import { type Context, key as contextKey, withValue } from '../context';
import { contextOf } from '../context/internal';
import type { RequestIdOptions } from '../forward';
import { validRequestId } from '../forward/internal';
import { setHeader } from '../grpc';
import {
  appendToOutgoingContext,
  type MD,
  Pairs,
  validate,
  valueFromIncomingContext,
  valueFromOutgoingContext,
} from '../metadata';
import { lower, quote } from '../metadata/internal';
import { mustBeFunctions, mustBeOptions, mustBeString } from './check';
import type { ServerInterceptor } from './in-order';

const idKey = contextKey<string>('interceptors.requestId');

/** Returns the id of the request that `ctx` belongs to, or `undefined` if the interceptor `assignRequestId` did not see it. */
export function requestIdFromContext(ctx?: Context): string | undefined {
  return contextOf('interceptors: requestIdFromContext', ctx).value(idKey);
}

/**
 * Returns a server interceptor that gives each request an id: the one that the client sent, or a new one if none came. One
 * that came more than once, is longer than 128 characters or has characters that do not print, or spaces, counts as absent.
 * Handlers find it by `requestIdFromContext`, the client in the header of the response, and the services that a handler
 * calls in their incoming metadata, under the same key.
 *
 * @throws TypeError if an option is not of its type.
 * @throws RangeError if `options.key` cannot be sent.
 */
export function assignRequestId(options: RequestIdOptions = {}): ServerInterceptor {
  return assigning('assignRequestId', options);
}

function assigning(where: string, options: RequestIdOptions): ServerInterceptor {
  mustBeOptions(`${where}: options`, options, ['key', 'make']);
  const { key = 'x-request-id', make = randomUUID } = options;
  mustBeString(`${where}: key`, key);
  mustBeFunctions(where, { make }, 'make');
  const name = lower(key);
  if (validate([[name, []]]) !== undefined) {
    throw new RangeError(`interceptors: ${where}: key must be one that can be sent: got ${quote(key)}`);
  }
  const enter = (ctx: Context, set: (header: MD) => void): Context => {
    const id = validRequestId(valueFromIncomingContext(ctx, name)) ?? make();
    set(Pairs(name, id));
    const identified = withValue(ctx, idKey, id);
    const taken = valueFromOutgoingContext(ctx, name) !== undefined;
    return taken ? identified : appendToOutgoingContext(identified, name, id);
  };
  return {
    unary: async (ctx, req, _, handler) =>
      handler(
        enter(ctx, (header) => setHeader(ctx, header)),
        req,
      ),
    stream: async (srv, stream, _, handler) => {
      const ctx = enter(stream.context, (header) => stream.setHeader(header));
      return handler(srv, { ...stream, context: ctx });
    },
  };
}

/**
 * Returns `assignRequestId(options)`.
 *
 * @deprecated `requestId` is the preset of `mdctx/forward`: write `assignRequestId`.
 */
export function requestId(options: RequestIdOptions = {}): ServerInterceptor {
  return assigning('requestId', options);
}
