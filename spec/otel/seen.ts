import type { Kind } from '../support/echo';

/**
 * How traces travel: by @opentelemetry/instrumentation-grpc, or by the interceptors of mdctx/otel, with a tracer, or with their
 * propagator alone; or by the first and the last at once.
 */
export type Means = 'auto' | 'tracer' | 'propagator' | 'both';

/** The shapes of calls that are looked at, by the names of their adapters. */
const shapes = ['nice-grpc', 'grpc-js', 'stub', 'Nest'] as const;

/** The same, with those of Connect, of which @opentelemetry/instrumentation-grpc knows nothing. */
const others = ['Connect, gRPC', 'Connect, gRPC-Web', 'Connect'] as const;

/** Returns the shapes that are looked at with that tool, or without. */
export function shapesWith(auto: string): readonly string[] {
  return auto === 'auto' ? shapes : [...shapes, ...others];
}

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
