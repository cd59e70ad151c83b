/**
 * OpenTelemetry over the metadata of calls: carriers for propagators, and interceptors by which traces travel.
 */
export { mdGetter, mdSetter } from './carrier';
export { clientTracing } from './client-tracing';
export type { TracingOptions } from './options';
export { serverTracing } from './server-tracing';
