/**
 * The adapter for NestJS: options for its gRPC transport, a filter for statuses, and what keeps Observables in their context.
 */
export { withCallOptions } from './call-options';
export { ContextInterceptor } from './context-interceptor';
export { inContext } from './in-context';
export { clientOptions, type NestGrpcOptions, serverOptions } from './options';
export { Ctx, IncomingMetadata } from './parameters';
export { StatusFilter } from './status-filter';
