import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import type { MD } from '../metadata';

/**
 * Reads an `MD` for a propagator of OpenTelemetry: `propagation.extract(context.active(), md, mdGetter)`. The getter that
 * OpenTelemetry takes by itself finds nothing in an `MD`, without a warning.
 *
 * Several values of a key are a list, which propagators join or take the first of. A `traceparent` that came more than once
 * counts as absent, as W3C Trace Context has it.
 */
export const mdGetter: TextMapGetter<MD> = {
  keys: (md) => [...md.keys()],
  get(md, key) {
    const values = md.get(key);
    if (values === undefined || values.length > 1) {
      return key.toLowerCase() === 'traceparent' ? undefined : values?.slice();
    }
    return values[0];
  },
};

/**
 * Writes into an `MD` for a propagator of OpenTelemetry: `propagation.inject(context.active(), md, mdSetter)`. What a key had
 * before is replaced.
 */
export const mdSetter: TextMapSetter<MD> = {
  set: (md, key, value) => md.set(key, value),
};
