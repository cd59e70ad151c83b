import type { DescMessage } from '@bufbuild/protobuf';
import type { Registry } from 'prom-client';
import type { MessageSchema, MessageValidator, Validation } from './message-schema';
import type { Metric, MetricInit } from './metrics/metric';

/** Returns what `validator` says of `message`, which has the `schema`. */
export function validate(validator: MessageValidator, schema: MessageSchema, message: unknown): Validation {
  // The types of the optional peer are not part of the public ones: they would have to be installed to compile.
  return validator.validate(schema as never, message as never) as Validation;
}

/** Returns violations as a detail of a status: `buf.validate.Violations`. */
export function violationsDetail(
  violations: readonly object[],
): readonly [type: DescMessage, message: Record<string, unknown>] {
  const [message, schema] = protovalidatePeer().violationsToProto(violations as never); // what that made
  return [schema, { ...message }];
}

// Bundlers let a package be absent that is asked for in a `try`.

/** Returns the optional peer that made the violations. */
function protovalidatePeer(): typeof import('@bufbuild/protovalidate') {
  try {
    return require('@bufbuild/protovalidate') as typeof import('@bufbuild/protovalidate'); // its types are its own
  } catch (cause) {
    throw missing('protovalidate', '@bufbuild/protovalidate', cause);
  }
}

/** Returns the optional peer that makes the registries. */
function promClient(): typeof import('prom-client') {
  try {
    return require('prom-client') as typeof import('prom-client'); // its types are its own
  } catch (cause) {
    throw missing('serverMetrics and clientMetrics', 'prom-client', cause);
  }
}

function missing(name: string, peer: string, cause: unknown): Error {
  return new Error(`interceptors: ${name}: ${peer} must be installed: it was not found`, { cause });
}

/** Makes a counter in a registry. */
export function newCounter({ registry, ...init }: MetricInit): Metric {
  const counter = new (promClient().Counter)({ ...init, registers: [registry as Registry] }); // a registry of prom-client
  return {
    note: (labels, value, exemplar) =>
      exemplar ? counter.inc({ labels, value, exemplarLabels: exemplar }) : counter.inc(labels, value),
    show: (labels) => counter.inc(labels, 0),
  };
}

/** Makes a histogram in a registry. */
export function newHistogram({ registry, buckets, ...init }: MetricInit): Metric {
  const registers = [registry as Registry]; // a registry of prom-client
  const histogram = new (promClient().Histogram)({ ...init, registers, ...(buckets && { buckets }) });
  return {
    note: (labels, value, exemplar) =>
      exemplar
        ? histogram.observe({ labels, value, exemplarLabels: exemplar })
        : histogram.observe(labels, value),
    show: (labels) => histogram.zero(labels),
  };
}
