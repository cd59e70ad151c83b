import { background, type Context, run, withCancel, withDeadline, withSignal, withTimeout } from '../context';
import type { Policy } from '../forward';
import { appendToOutgoingContext, fromOutgoingContext, MD, newIncomingContext } from '../metadata';
import { newContext as withPeer } from '../peer';
import { responseOf } from './convert';
import { timeoutOf } from './deadline';
import { gatewayFields, gatewayTimeout, sendable } from './gateway';
import { endToEnd, ReceivedMetadata } from './headers';
import { check, type HttpContextOptions, type HttpOptions } from './options';
import { type Field, fieldsOf, type HttpRequest, isNodeRequest, type NodeResponse, peerOf } from './request';

/**
 * Returns a context for a request that came over HTTP, for the calls that are made to answer it:
 * `run(httpContext(req, { deadline: 5_000, metadata }), handle)`. It ends as `Canceled` when the client goes away or the response
 * is done, and with `DeadlineExceeded` at the deadline, whichever happens first. Its peer is the client.
 *
 * The headers that `options.metadata` forwards are its incoming metadata, and part of its outgoing metadata, so that calls send
 * them. Nothing else of the request is in it. Headers that HTTP keeps to one connection never are, nor those that the header
 * `connection` names.
 *
 * A request of the Fetch standard does not show when its response is done: `nextRoute` and `hono` know.
 *
 * With `options.gateway` it ports grpc-gateway's `runtime.AnnotateContext`.
 *
 * @throws TypeError if an argument has a wrong type, or an option is not known.
 * @throws RangeError if a number of milliseconds is not finite and above 0, or a time is invalid.
 * @throws RefusedRequest if a header that was asked for is malformed: one that holds a timeout, or `-bin` metadata.
 */
export function httpContext(request: HttpRequest, options: HttpContextOptions = {}): Context {
  return open('httpContext', request, options).ctx;
}

/** The context of a request, and what ends it before the request does. */
export interface Opened {
  readonly ctx: Context;
  end(): void;
}

/** Returns the context of a request, as `httpContext` does; `name` is the public function that was called. */
export function open(name: string, request: HttpRequest, options: HttpContextOptions): Opened {
  check(name, request, options);
  const fields = endToEnd(fieldsOf(request));
  const base = options.ctx ?? background();
  const parent = isNodeRequest(request) ? base : withSignal(base, request.signal);
  const [bounded, cancel] = withEnd(parent, fields, options);
  const ctx = withMetadata(withPeer(bounded, peerOf(request)), request, fields, options);
  const end = () => run(ctx, cancel);
  if (isNodeRequest(request)) onClose(options.response ?? responseOf(request) ?? request.socket, end);
  return { ctx, end };
}

function withEnd(
  parent: Context,
  fields: readonly Field[],
  { deadline, gateway }: HttpOptions,
): [Context, () => void] {
  if (deadline instanceof Date) return withDeadline(parent, deadline);
  const own = typeof deadline === 'number' ? { timeout: deadline } : deadline;
  const timeout = timeoutOf(fields, { ...(gateway === true && { header: gatewayTimeout }), ...own });
  return timeout === Number.POSITIVE_INFINITY ? withCancel(parent) : withTimeout(parent, timeout);
}

function withMetadata(
  ctx: Context,
  request: HttpRequest,
  fields: readonly Field[],
  { metadata, gateway }: HttpOptions,
): Context {
  const received = new ReceivedMetadata(gateway === true ? gatewayFields(request, fields) : fields);
  const chosen = received.checked(chosenBy(metadata, gateway === true, ctx, received.md));
  const pairs = [...chosen].flatMap(([key, values]) => values.flatMap((value) => [key, value]));
  return newIncomingContext(appendToOutgoingContext(ctx, ...pairs), chosen);
}

/** Returns what of `md` becomes metadata: what `policy` forwards, of the keys that `ctx` does not send already. */
function chosenBy(policy: Policy | undefined, gateway: boolean, ctx: Context, md: MD): MD {
  const before = fromOutgoingContext(ctx);
  const after =
    policy === undefined
      ? gateway && sendable(md)
      : fromOutgoingContext(policy.apply(newIncomingContext(ctx, md)));
  return new MD([...(after || [])].filter(([key]) => before?.has(key) !== true));
}

function onClose(
  source: Pick<NodeResponse, 'once' | 'destroyed' | 'writableFinished' | 'stream'>,
  end: () => void,
): void {
  const { destroyed, writableFinished, stream } = source;
  if (destroyed || writableFinished || stream?.destroyed) end();
  else source.once('close', end);
}
