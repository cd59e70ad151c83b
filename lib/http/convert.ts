import type { NodeRequest, NodeResponse } from './request';

/** Returns the response that is being written to the connection of `request`, if it is that of `request`. */
export function responseOf(request: NodeRequest): NodeResponse | undefined {
  // Node has no public name for the response of a request: under HTTP/1 the socket has it, under HTTP/2 the stream is both.
  const stream: unknown = Reflect.get(request, 'stream');
  if (isEmitter<NodeResponse>(stream)) return stream;
  const writing: unknown = Reflect.get(request.socket, '_httpMessage');
  return isEmitter<NodeResponse>(writing) && 'req' in writing && writing.req === request
    ? writing
    : undefined;
}

/** Returns what `@hono/node-server` has in the `env` of hono's context; `undefined` on another server. */
export function nodeOf(env: unknown): { request: NodeRequest; response: NodeResponse } | undefined {
  if (typeof env !== 'object' || env === null || !('incoming' in env) || !('outgoing' in env))
    return undefined;
  const { incoming, outgoing } = env;
  if (!isEmitter<NodeRequest>(incoming) || !isEmitter<NodeResponse>(outgoing)) return undefined;
  return { request: incoming, response: outgoing };
}

/** Reports whether `x` is an emitter of events, as Node's requests and responses are. */
function isEmitter<T>(x: unknown): x is T {
  return typeof x === 'object' && x !== null && 'once' in x && typeof x.once === 'function';
}
