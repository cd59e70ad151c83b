/**
 * Interceptors in the box. Each function returns a pair, `{ unary, stream }`, for the unary and for the streaming calls of
 * a server or of a client: `chainUnaryServer(recovery().unary, auth(authFunc).unary)`.
 */
export { type AuthFunc, auth, authFromMD } from './auth';
export type { CallEvent, FinishEvent, StartEvent } from './call-event';
export type { CallMeta, Kind } from './call-meta';
export { forwarding } from './forwarding';
export { clientLogging, logging } from './logging';
export type { ClientInterceptors, ServerInterceptors } from './pair';
export { type RealipOptions, realip, realipFromContext } from './realip';
export { recovery } from './recovery';
export { requestId, requestIdFromContext } from './request-id';
export { clientSelector, type MatchFunc, type Selection, selector } from './selector';
export { timeout } from './timeout';
export { WrappedServerStream } from './wrapped-server-stream';
