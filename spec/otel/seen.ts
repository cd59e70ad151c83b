import type { Kind } from '../support/echo';

/**
 * How traces travel: by @opentelemetry/instrumentation-grpc, or by the interceptors of mdctx/otel, with a tracer, or with their
 * propagator alone; or by the first and the last at once.
 */
export type Means = 'auto' | 'tracer' | 'propagator' | 'both';

/** The shapes of calls that are looked at, by the names of their adapters. */
export const shapes = ['nice-grpc', 'grpc-js', 'stub'] as const;

/** What traced.ts saw of a call from A by B to C. */
export interface Seen {
  readonly shape: string;
  readonly means: Means;
  readonly kind: Kind;
  /** The spans from that of the caller in A on, each the parent of the next: their kinds and names. */
  readonly trace: string[];
  /** Where `current()` or the active span was not that of the call. */
  readonly strange: string[];
}
