/**
 * The adapter for `nice-grpc`: `createServer`, `createClientFactory` and `createClient` in place of nice-grpc's own. The
 * rest of nice-grpc is handed on, so that one line of imports is all that changes.
 */

export * from 'nice-grpc';
export type { ContextOptions } from '../grpc';
export { createChannel } from './create-channel';
export { createClient, createClientFactory } from './create-client';
export { createServer } from './create-server';
export { type ContextExt, clientMiddleware, serverMiddleware } from './middleware';

// Above is what users need; below is for the other folders of this library.

/** @internal */
export { invokerOf, type Maker, streamerOf } from './make-call';
/** @internal */
export { type Method, methodsOf } from './methods';
/** @internal */
export { each, serveEach, serveOne } from './serve';
/** @internal */
export { madeOf } from './services';
