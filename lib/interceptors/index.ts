/**
 * Interceptors in the box. Each function returns a pair, `{ unary, stream }`, for the unary and for the streaming calls of
 * a server or of a client, and `inOrder` puts them in order: `createServer(inOrder(recovery(), auth(authFunc)))`.
 */

export { assignRequestId, requestId, requestIdFromContext } from './assign-request-id';
export { type AuthFunc, auth, authFromMD } from './auth';
export type { CallMeta, Kind } from './call-meta';
export { type DeadlineBounds, deadlineBounds } from './deadline-bounds';
export { forwarding } from './forwarding';
export type { ClientInterceptor, ServerInterceptor } from './in-order';
export { inOrder } from './in-order';
export type { CallEvent, FinishEvent, MessageEvent, StartEvent } from './logging/call-event';
export { addLogFields, type LogFields, logFields, withLogFields } from './logging/log-fields';
export { clientLogging, type Log, logging } from './logging/logging';
export type { LoggableEvent, LoggingOptions, LogLevel } from './logging/options';
export type { MessageSchema, MessageValidator } from './message-schema';
export type { MetricLabels, MetricsRegistry } from './metrics/metric';
export { clientMetrics, type ServerMetrics, serverMetrics } from './metrics/metrics';
export type { ClientMetricsOptions, HistogramOption, MetricsOptions } from './metrics/options';
export { perRPCCredentials } from './per-rpc-credentials';
export { type ProtovalidateOptions, protovalidate } from './protovalidate';
export { clientRatelimit, type Limiter, ratelimit } from './ratelimit';
export { type RealipOptions, realip, realipFromContext } from './realip';
export { type RecoveryHandler, recovery } from './recovery';
export type { Failure, Reportable, ReportedCall, Reporter } from './reporter';
export { clientReporting, reporting } from './reporting';
export {
  type BackoffFunc,
  backoffExponential,
  backoffExponentialWithJitter,
  backoffExponentialWithJitterBounded,
  backoffLinear,
  backoffLinearWithJitter,
} from './retry/backoff';
export { withRetry } from './retry/call-option';
export type { RetryOptions } from './retry/options';
export { retry } from './retry/retry';
export { clientSelector, type MatchFunc, type Selection, selector } from './selector';
export { timeout } from './timeout';
export { clientValidator, type ValidatorOptions, validator } from './validator';
