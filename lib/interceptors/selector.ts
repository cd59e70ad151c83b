import { ServerError, Status } from 'nice-grpc-common';
import type { Context } from '../context';
import { quote } from '../metadata/internal';
import { type CallMeta, callMeta, type Kind, streamKind } from './call-meta';
import { mustBeAmong, mustBeInterceptor, mustBeOptions, mustBeStrings } from './check';
import type { ClientInterceptor, ServerInterceptor } from './in-order';

/** Reports whether an interceptor applies to a call. Ports go-grpc-middleware's `selector.MatchFunc`. */
export type MatchFunc = (ctx: Context, call: CallMeta) => boolean;

const kinds = ['unary', 'client_stream', 'server_stream', 'bidi_stream'] satisfies Kind[];

/** Names the calls that an interceptor applies to: those that match all that is given. Case matters. */
export interface Selection {
  /** `package.Service`, or several. */
  readonly service?: string | readonly string[] | undefined;
  /** `Method`, or several. */
  readonly method?: string | readonly string[] | undefined;
  readonly kind?: Kind | readonly Kind[] | undefined;
}

/**
 * Returns a server interceptor that is `interceptors` for the calls that `match`, and nothing for others. A call whose
 * method is not of the form `/package.Service/Method` is refused with `UNIMPLEMENTED`, so that no rule is evaded by a name
 * that it does not know.
 *
 * Ports go-grpc-middleware's `selector`.
 *
 * @throws TypeError if `interceptors` are not interceptors, or `match` is neither a function nor a selection.
 */
export function selector(interceptors: ServerInterceptor, match: MatchFunc | Selection): ServerInterceptor {
  const matches = matcher('selector', interceptors, match);
  return {
    async unary(ctx, req, info, handler) {
      if (!matches(ctx, info.fullMethod, 'unary')) return handler(ctx, req);
      return interceptors.unary(ctx, req, info, handler);
    },
    async stream(srv, stream, info, handler) {
      const kind = streamKind(info.isClientStream, info.isServerStream);
      if (!matches(stream.context, info.fullMethod, kind)) return handler(srv, stream);
      return interceptors.stream(srv, stream, info, handler);
    },
  };
}

/**
 * Returns a client interceptor that is `interceptors` for the calls that `match`: see `selector`.
 *
 * @throws TypeError if `interceptors` are none, or `match` is neither a function nor a selection.
 */
export function clientSelector(
  interceptors: ClientInterceptor,
  match: MatchFunc | Selection,
): ClientInterceptor {
  const matches = matcher('clientSelector', interceptors, match);
  return {
    async unary(ctx, method, req, invoker, opts, cc) {
      if (!matches(ctx, method, 'unary')) return invoker(ctx, method, req, opts);
      return interceptors.unary(ctx, method, req, invoker, opts, cc);
    },
    async stream(ctx, desc, method, streamer, opts, cc) {
      const kind = streamKind(desc.clientStreams, desc.serverStreams);
      if (!matches(ctx, method, kind)) return streamer(ctx, desc, method, opts);
      return interceptors.stream(ctx, desc, method, streamer, opts, cc);
    },
  };
}

function matcher(
  name: string,
  interceptors: ServerInterceptor | ClientInterceptor,
  match: MatchFunc | Selection,
): (ctx: Context, fullMethod: string, kind: Kind) => boolean {
  mustBeInterceptor(`${name}: interceptors`, interceptors);
  if (typeof match !== 'function') mustBeSelection(`${name}: match`, match);
  const select: MatchFunc = typeof match === 'function' ? match : (_, call) => isOf(match, call);
  return (ctx, fullMethod, kind) => {
    const call = callMeta(fullMethod, kind);
    if (call !== undefined) return select(ctx, call);
    throw new ServerError(Status.UNIMPLEMENTED, `malformed method name: ${quote(fullMethod)}`);
  };
}

function mustBeSelection(name: string, match: Selection): void {
  mustBeOptions(name, match, ['service', 'method', 'kind']);
  for (const names of [match.service, match.method])
    if (names !== undefined && typeof names !== 'string') mustBeStrings(name, names);
  mustBeAmong(`${name}: kind`, match.kind, kinds);
}

function isOf({ service, method, kind }: Selection, call: CallMeta): boolean {
  return holds(service, call.service) && holds(method, call.method) && holds(kind, call.kind);
}

function holds(given: string | readonly string[] | undefined, name: string): boolean {
  if (given === undefined) return true;
  return typeof given === 'string' ? given === name : given.includes(name);
}
