import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { ContextKey, ContextValues } from '@connectrpc/connect';
import { nodeRequestIn } from '../convert';

/** A request as Node has it, under whatever framework. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** The key under which a handler of Connect's finds the request of Node's. Copies of the library share it. */
const requestKey: ContextKey<NodeRequest | undefined> = {
  id: Symbol.for('mdctx.connect.request.1'),
  defaultValue: undefined,
};

/** Returns Node's request, if an adapter gave it. */
export function nodeRequestOf(values: ContextValues | undefined): NodeRequest | undefined {
  return values?.get(requestKey);
}

/** Keeps Node's request, as `nodeRequestIn` finds it in `request`, among the values of its call. */
export function keepRequest(values: ContextValues, request: unknown): ContextValues {
  const node = nodeRequestIn(request);
  if (node === undefined) return values;
  mendAuthority(node);
  return values.set(requestKey, node);
}

let valid = ''; // the authority that was last found to be one

/**
 * Replaces an authority that cannot stand in a URL, or the lack of one. Connect makes a URL of it, in a listener of the
 * server's `request` event: what is thrown there ends the process.
 */
function mendAuthority({ headers }: NodeRequest): void {
  const authority = headers[':authority'] ?? headers.host;
  if (authority === valid) return;
  if (typeof authority === 'string' && URL.canParse(`http://${authority}`)) {
    valid = authority;
    return;
  }
  const name = ':authority' in headers ? ':authority' : 'host';
  headers[name] = 'invalid';
}
