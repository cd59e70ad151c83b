/**
 * The end of a server: told to its load balancer, awaited by its calls, and told to the calls that do not end in time.
 */
export { type Drain, type DrainOptions, drain } from './drain';
export type { DrainState } from './draining';
export type { Health, HealthService, NiceHealthState } from './health';
export type { NodeServer } from './node-server';
export type { DrainableServer, GrpcJsServer, NiceGrpcServer } from './server';
