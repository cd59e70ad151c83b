import type { Peer } from '../peer';
import { type Connection, peerOfSocket } from '../wire/internal';

/** The part of a request's connection that is used, as Node's sockets have it. */
export interface HttpConnection extends Connection {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** The part of a request of `node:http`, `node:https` or `node:http2` that is used. */
export interface NodeRequest {
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly socket: HttpConnection;
}

/** The part of the response of `node:http`, `node:https` or `node:http2` that is used. */
export interface NodeResponse {
  /** Reports whether `end` was called and all was handed on. */
  readonly writableFinished?: boolean | undefined;
  readonly destroyed?: boolean | undefined;
  /** There on a response of `node:http2`. */
  readonly stream?: { readonly destroyed: boolean } | undefined;
  once(event: 'close', listener: () => void): unknown;
}

/** The part of a `Request` of the Fetch standard that is used. */
export interface FetchRequest {
  readonly url: string;
  readonly headers: Iterable<readonly [string, string]> & { get(name: string): string | null };
  readonly signal: AbortSignal;
}

/** A request over HTTP: one of Node's, or one of the Fetch standard. */
export type HttpRequest = NodeRequest | FetchRequest;

/** Reports whether `request` is one of Node's. */
export function isNodeRequest(request: HttpRequest): request is NodeRequest {
  return 'rawHeaders' in request;
}

/** A header field: the name in lower case, and one value. */
export type Field = readonly [name: string, value: string];

/**
 * Returns the header fields of `request`, in order. The values of a repeated field are apart if the request is one of Node's,
 * and joined with `", "` if it is one of the Fetch standard.
 */
export function fieldsOf(request: HttpRequest): Field[] {
  if (!isNodeRequest(request)) return Array.from(request.headers, ([name, value]) => [name, value]);
  const fields: Field[] = [];
  const { rawHeaders } = request;
  for (let i = 1; i < rawHeaders.length; i += 2) {
    fields.push([(rawHeaders[i - 1] ?? '').toLowerCase(), rawHeaders[i] ?? '']);
  }
  return fields;
}

/** Returns the client of `request`; `undefined` if it is not known, as with one of the Fetch standard. */
export function peerOf(request: HttpRequest): Peer | undefined {
  if (!isNodeRequest(request)) return undefined;
  return peerOfSocket(request.socket);
}
