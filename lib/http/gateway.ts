import { wrongType } from '../context/internal';
import { whyNeverForwarded } from '../forward/internal';
import { MD, validate } from '../metadata';
import { encodeBinary, isSingleton, mdOf, nameOf } from '../metadata/internal';
import { type Field, type HttpRequest, isNodeRequest } from './request';

// grpc-gateway's rules: how headers of HTTP and metadata of gRPC become one another.

/** The header in which a client of grpc-gateway says how long it waits. */
export const gatewayTimeout = 'grpc-timeout';

const prefix = 'grpc-metadata-';

/** The headers of HTTP itself. grpc-gateway passes them on under `grpcgateway-`. */
const permanent = new Set([
  'accept',
  'accept-charset',
  'accept-language',
  'accept-ranges',
  'authorization',
  'cache-control',
  'content-type',
  'cookie',
  'date',
  'expect',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-schedule-tag-match',
  'if-unmodified-since',
  'max-forwards',
  'origin',
  'pragma',
  'referer',
  'user-agent',
  'via',
  'warning',
]);

/**
 * Returns what grpc-gateway makes of the fields of a request: `grpc-metadata-k` is `k`, a header of HTTP's own is
 * `grpcgateway-` and its name, `authorization` is passed on under its own name too, and `x-forwarded-for` and
 * `x-forwarded-host` name the client and the host. All others are left out.
 *
 * Ports grpc-gateway's `runtime.DefaultHeaderMatcher` and what `runtime.AnnotateContext` adds.
 */
export function gatewayFields(request: HttpRequest, fields: readonly Field[]): Field[] {
  const mapped: Field[] = [];
  const [hosts, clients]: [string[], string[]] = [[], []];
  for (const [name, value] of fields) {
    if (name === 'authorization') mapped.push([name, value]);
    if (permanent.has(name)) mapped.push([`grpcgateway-${name}`, value]);
    else if (name.startsWith(prefix)) mapped.push([name.slice(prefix.length), value]);
    else if (name === 'x-forwarded-for') clients.push(value);
    else if (name === 'x-forwarded-host') hosts.unshift(value);
    if (name === 'host' || name === ':authority') hosts.push(value);
  }
  const [host] = hosts;
  if (host !== undefined && host !== '') mapped.push(['x-forwarded-host', host]);
  const client = isNodeRequest(request) ? request.socket.remoteAddress : undefined;
  if (client !== undefined) clients.push(client);
  if (clients.length > 0) mapped.push(['x-forwarded-for', clients.join(', ')]);
  return mapped;
}

/** Returns what of `md` can be sent: without the names that are never forwarded, and without values that gRPC does not take. */
export function sendable(md: MD): MD {
  const sent = new MD();
  for (const [key, values] of md) {
    if (whyNeverForwarded(key) !== undefined || (isSingleton(key) && values.length > 1)) continue;
    sent.append(key, ...values.filter((value) => validate([[key, [value]]]) === undefined));
  }
  return sent;
}

/** Which part of a response metadata comes from. */
export type ResponsePart = 'header' | 'trailer';

/**
 * Returns the HTTP headers in which grpc-gateway hands on the metadata of a response: `grpc-metadata-k` for `k` of its header,
 * `grpc-trailer-k` for `k` of its trailer. Values of `-bin` keys are in base64.
 *
 * Nothing of a response is handed on without a call of this function: what services say to one another may not be for
 * everyone.
 *
 * Ports grpc-gateway's `runtime.DefaultOutgoingHeaderMatcher`.
 *
 * @throws TypeError if `md` is not metadata, or `part` neither of the two.
 */
export function gatewayHeaders(md: MD, part: ResponsePart = 'header'): Record<string, string[]> {
  if (part !== 'header' && part !== 'trailer')
    throw wrongType('http: gatewayHeaders: part', "'header' or 'trailer'", part);
  const beginning = part === 'trailer' ? 'grpc-trailer-' : prefix;
  const entries = [...mdOf('http: gatewayHeaders', md)].map(([key, values]): [string, string[]] => [
    beginning + key,
    nameOf(key).isBinary ? values.map(encodeBinary) : values,
  ]);
  return Object.fromEntries(entries);
}
