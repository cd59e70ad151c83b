import {
  Aborted,
  AlreadyExists,
  DataLoss,
  FailedPrecondition,
  Internal,
  InvalidArgument,
  NotFound,
  OutOfRange,
  Unauthenticated,
} from '../codes';
import { type Context, run } from '../context';
import { errorText } from '../context/internal';
import { type CallOption, type ClientConn, type Credentials, PerRPCCredentials } from '../grpc';
import { fromOutgoingContext, Join, type MD, New, newOutgoingContext } from '../metadata';
import { error, fromError } from '../status';
import type { ClientInterceptor } from './pair';

/** The codes that credentials may not end a call with, which gRFC A54 keeps for servers. */
const restricted = [
  InvalidArgument,
  NotFound,
  AlreadyExists,
  FailedPrecondition,
  Aborted,
  OutOfRange,
  DataLoss,
];

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
  PerRPCCredentials(creds); // checks them
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
  let ofCall: Credentials[] = [];
  for (const option of opts) if (option.kind === 'perRPCCredentials') ofCall = [option.creds]; // the last, as in Go
  const all = [creds, ...ofCall];
  if (cc?.isSecure() !== true && all.some((one) => one.requireTransportSecurity()))
    throw error(Unauthenticated, 'transport: cannot send secure credentials on an insecure connection');
  const audience = audienceOf(method, cc);
  const given: MD[] = [];
  for (const one of all) given.push(New(await requestMetadata(one, ctx, audience)));
  return {
    ctx: newOutgoingContext(ctx, Join(...given, fromOutgoingContext(ctx))),
    opts: opts.filter(({ kind }) => kind !== 'perRPCCredentials'),
  };
}

async function requestMetadata(creds: Credentials, ctx: Context, audience: string) {
  try {
    return await run(ctx, () => creds.getRequestMetadata(ctx, audience));
  } catch (failure) {
    const status = fromError(failure);
    if (status === undefined) throw error(Internal, `transport: ${errorText(failure)}`);
    if (restricted.some((code) => code === status.code))
      throw error(Internal, `transport: received per-RPC creds error with illegal status: ${status}`);
    throw failure;
  }
}

/** Returns the service that is called as credentials are told it: `https://host/package.Service`. */
function audienceOf(method: string, cc: ClientConn | undefined): string {
  const target = cc?.target() ?? '';
  const host = target.replace(resolverScheme, '').replace(/:443$/, '');
  return `https://${host}${method.slice(0, method.lastIndexOf('/'))}`;
}

/** The scheme of a target, before the host. */
const resolverScheme = /^(?:dns|ipv4|ipv6|passthrough|xds|unix(?:-abstract)?):(?:\/\/[^/]*\/)?/;
