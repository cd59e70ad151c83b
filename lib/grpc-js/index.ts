/**
 * The adapter for `@grpc/grpc-js`: interceptors that run handlers and calls in contexts.
 */
export { clientInterceptor } from './client/client-interceptor';
export type { TLSInfo } from './peers';
export { intercept } from './server/intercept';
export { type ServerInterceptorOptions, serverInterceptor } from './server/server-call';
