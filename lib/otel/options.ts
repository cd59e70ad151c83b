import { propagation, type TextMapPropagator, type Tracer } from '@opentelemetry/api';
import { wrongType } from '../context/internal';

/** Options of `serverTracing` and `clientTracing`. */
export interface TracingOptions {
  /**
   * How traces travel, and what travels with them: `new W3CTraceContextPropagator()`. If it is left out, it is what the process
   * has set globally, which is often baggage too: name a propagator for services that are not to see that.
   */
  readonly propagator?: TextMapPropagator | undefined;
  /** Makes a span of each call that has none yet. Without it the spans are those that you make. */
  readonly tracer?: Tracer | undefined;
}

type Propagator = Pick<TextMapPropagator, 'inject' | 'extract'>;

/**
 * Returns the propagator of `options`.
 *
 * @throws TypeError if an option has a wrong type, or is not known. `name` is the public function that was called.
 */
export function propagatorOf(name: string, options: TracingOptions): Propagator {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `otel: ${name}: options must be an object: got ${options === null ? 'null' : typeof options}`,
    );
  }
  for (const option of Object.keys(options)) {
    if (option !== 'propagator' && option !== 'tracer') {
      throw new TypeError(
        `otel: ${name}: options must be propagator or tracer: got ${JSON.stringify(option)}`,
      );
    }
  }
  const { propagator, tracer } = options;
  if (propagator !== undefined && typeof propagator?.inject !== 'function') {
    throw wrongType(`otel: ${name}: propagator`, 'a TextMapPropagator', propagator);
  }
  if (tracer !== undefined && typeof tracer?.startSpan !== 'function') {
    throw wrongType(`otel: ${name}: tracer`, 'a Tracer', tracer);
  }
  return propagator ?? propagation;
}
