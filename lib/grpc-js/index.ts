/**
 * The adapter for `@grpc/grpc-js`: interceptors that run handlers and calls in contexts.
 */
export { clientInterceptor } from './client-interceptor';
export type { TLSInfo } from './peers';
export { serverInterceptor } from './server-interceptor';

// Above is what users need; below is for the other folders of this library.

export { type Call, ClientCall } from './client-call';
export { earlier } from './deadline';
export { watchHttp2 } from './http2-streams';
export { serverOf } from './peers';
