/**
 * The adapter for `nice-grpc`: `createServer`, `createClientFactory` and `createClient` in place of nice-grpc's own. The
 * rest of nice-grpc is handed on, so that one line of imports is all that changes.
 */

export * from 'nice-grpc';
export type { ContextOptions } from '../grpc-js';
export { createClient, createClientFactory } from './create-client';
export { type ContextExt, createServer } from './create-server';
