/**
 * The adapter for `@grpc/grpc-js`: interceptors that run handlers and calls in contexts.
 */
export { clientInterceptor } from './client-interceptor';
export { intercept } from './intercept';
export type { TLSInfo } from './peers';
export { serverInterceptor } from './server-interceptor';

// Above is what users need; below is for the other folders of this library.

/** @internal */
export type { Call } from './call';
/** @internal */
export { ClientCall } from './client-call';
/** @internal */
export { earlier } from './deadline';
/** @internal */
export { watchHttp2 } from './http2-streams';
/** @internal */
export { serverOf } from './peers';
