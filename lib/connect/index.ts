/**
 * The adapter for Connect (`@connectrpc/connect`): handlers and calls in contexts, over gRPC, gRPC-Web and Connect's own
 * protocol.
 */

export type { Client, ContextCallOptions } from './client/call-options';
export { createClient } from './client/create-client';
export {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from './client/create-transport';
export { type AdapterOptions, type ContextualOptions, withContexts } from './server/with-contexts';
