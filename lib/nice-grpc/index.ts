/**
 * The adapter for `nice-grpc`: `createServer`, `createClientFactory` and `createClient` in place of nice-grpc's own. The
 * rest of nice-grpc is exported again, so that one line of imports is all that changes.
 */

export * from 'nice-grpc';
export type { ContextOptions } from '../grpc';
export { createChannel, createClient, createClientFactory } from './client/create-client';
export { type ContextExt, clientMiddleware, serverMiddleware } from './middleware';
export { createServer } from './server/create-server';
