import { Unauthenticated } from '../codes';
import type { Context } from '../context';
import type { CallOption, ClientConn, Credentials } from '../grpc';
import { mustBeCredentials, type OwnedCredentials, requestMetadata } from '../grpc/internal';
import { fromOutgoingContext, Join, type MD, newOutgoingContext } from '../metadata';
import { error } from '../status';
import type { ClientInterceptor } from './in-order';

/**
 * Returns a client interceptor that sends with each call what `creds` gives for it, before what a `PerRPCCredentials` of the call
 * gives, and that before the metadata of the call. They are asked for each call, in its context. Those that need transport
 * security are sent over TLS alone: any other call fails with `UNAUTHENTICATED`, before anything is sent.
 *
 * Ports grpc-go's `grpc.WithPerRPCCredentials`.
 *
 * @throws TypeError if `creds` is not credentials.
 */
export function perRPCCredentials(creds: Credentials): ClientInterceptor {
  mustBeCredentials('interceptors: perRPCCredentials', creds);
  return {
    unary: async (ctx, method, req, invoker, opts, cc) => {
      const sent = await withCredentials(creds, ctx, method, opts, cc);
      return invoker(sent.ctx, method, req, sent.opts);
    },
    stream: async (ctx, desc, method, streamer, opts, cc) => {
      const sent = await withCredentials(creds, ctx, method, opts, cc);
      return streamer(sent.ctx, desc, method, sent.opts);
    },
  };
}

interface Sent {
  readonly ctx: Context;
  readonly opts: readonly CallOption[];
}

async function withCredentials(
  creds: Credentials,
  ctx: Context,
  method: string,
  opts: readonly CallOption[],
  cc: ClientConn | undefined,
): Promise<Sent> {
  let ofCall: OwnedCredentials[] = [];
  for (const option of opts) if (option.kind === 'perRPCCredentials') ofCall = [option]; // the last, as in Go
  if (takesCredentials(cc))
    return { ctx, opts: [{ kind: 'perRPCCredentials', creds, isOfChannel: true }, ...opts] };
  const all = [{ creds, isOfChannel: true }, ...ofCall];
  if (cc?.isSecure() !== true && all.some(({ creds }) => creds.requireTransportSecurity()))
    throw error(Unauthenticated, 'transport: cannot send secure credentials on an insecure connection');
  const audience = audienceOf(method, cc);
  const given: MD[] = [];
  for (const one of all) given.push(await requestMetadata(one, ctx, audience, { method }));
  return {
    ctx: newOutgoingContext(ctx, Join(...given, fromOutgoingContext(ctx))),
    opts: opts.filter(({ kind }) => kind !== 'perRPCCredentials'),
  };
}

/** Reports whether what carries the calls of `cc` sends the credentials among their options: it knows more of the call. */
function takesCredentials(cc: ClientConn | undefined): boolean {
  return cc !== undefined && 'takesCredentials' in cc && cc.takesCredentials === true;
}

/** Returns the service that is called as credentials are told it: `https://host/package.Service`. */
function audienceOf(method: string, cc: ClientConn | undefined): string {
  const target = cc?.target() ?? '';
  const host = target.replace(resolverScheme, '').replace(/:443$/, '');
  return `https://${host}${method.slice(0, method.lastIndexOf('/'))}`;
}

/** The scheme of a target, before the host. */
const resolverScheme = /^(?:dns|ipv4|ipv6|passthrough|xds|unix(?:-abstract)?):(?:\/\/[^/]*\/)?/;
