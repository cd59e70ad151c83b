/**
 * Middleware of `nice-grpc-common` for servers and clients that are made by nice-grpc itself. It loads neither nice-grpc
 * nor grpc-js; it does less than the adapter `mdctx/nice-grpc`, as its functions document.
 */
export type { ContextOptions } from '../../grpc';
export { clientMiddleware } from './client-middleware';
export { type ContextExt, serverMiddleware } from './server-middleware';
