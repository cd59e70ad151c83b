/**
 * Interceptors in the box. Each function returns a pair, `{ unary, stream }`, for the unary and for the streaming calls of
 * a server or of a client, and `inOrder` puts them in order: `createServer(inOrder(recovery(), auth(authFunc)))`.
 */
export { type AuthFunc, auth, authFromMD } from './auth';
export type { CallEvent, FinishEvent, StartEvent } from './call-event';
export type { CallMeta, Kind } from './call-meta';
export { forwarding } from './forwarding';
export { inOrder } from './in-order';
export { clientLogging, logging } from './logging';
export type { ClientInterceptor, ServerInterceptor } from './pair';
export { type RealipOptions, realip, realipFromContext } from './realip';
export { recovery } from './recovery';
export { requestId, requestIdFromContext } from './request-id';
export { clientSelector, type MatchFunc, type Selection, selector } from './selector';
export { timeout } from './timeout';
