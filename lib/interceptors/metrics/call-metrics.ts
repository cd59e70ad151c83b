import { nameOf, OK, Unknown } from '../../codes';
import type { Context } from '../../context';
import { statusOf } from '../../status/internal';
import type { CallMeta } from '../call-meta';
import type { Failure, Reportable } from '../reporter';
import type { Metric, MetricLabels } from './metric';
import type { MetricsOptions } from './options';

/** The metrics of one side. */
export interface CallMetrics {
  readonly started: Metric;
  readonly handled: Metric;
  readonly received: Metric;
  readonly sent: Metric;
  readonly handlingTime: Metric | undefined;
  readonly receiveTime?: Metric | undefined;
  readonly sendTime?: Metric | undefined;
}

/** Returns what counts calls in `metrics`. Messages are counted if they were sent or received. */
export function counting(metrics: CallMetrics, options: MetricsOptions): Reportable {
  return (ctx, call) => {
    const labels = { ...labelsOf(call, options), ...contextLabels(options, ctx) };
    const exemplar = options.exemplarFromContext?.(ctx);
    metrics.started.note(labels, 1, exemplar);
    const reporter = {
      postCall(failure: Failure | undefined, ms: number) {
        metrics.handled.note({ ...labels, grpc_code: codeOf(failure) }, 1, exemplar);
        metrics.handlingTime?.note(labels, ms / 1000, exemplar);
      },
      postMsgReceive(_: unknown, failure: Failure | undefined, ms: number) {
        if (failure === undefined) metrics.received.note(labels, 1, exemplar);
        metrics.receiveTime?.note(labels, ms / 1000, exemplar);
      },
      postMsgSend(_: unknown, failure: Failure | undefined, ms: number) {
        if (failure === undefined) metrics.sent.note(labels, 1, exemplar);
        metrics.sendTime?.note(labels, ms / 1000, exemplar);
      },
    };
    return [reporter, ctx];
  };
}

/** Shows the series of a method before its first call. */
export function showSeries(metrics: CallMetrics, call: CallMeta, options: MetricsOptions): void {
  const { started, handled, received, sent, handlingTime } = metrics;
  const labels = { ...labelsOf(call, options), ...contextLabels(options) };
  for (const metric of [started, received, sent, handlingTime]) metric?.show(labels);
  for (let code = 0; code <= 16; code++) handled.show({ ...labels, grpc_code: nameOf(code) });
}

function labelsOf({ kind, service, method }: CallMeta, { constLabels }: MetricsOptions): MetricLabels {
  return { ...constLabels, grpc_type: kind, grpc_service: service, grpc_method: method };
}

/** Returns the labels whose values come from `ctx`; without it they are empty. */
function contextLabels(options: MetricsOptions, ctx?: Context): MetricLabels {
  const { contextLabels: names = [], labelsFromContext } = options;
  const values = (ctx && labelsFromContext?.(ctx)) ?? {};
  return Object.fromEntries(names.map((name) => [name, String(values[name] ?? '')]));
}

/** Returns the code of a call by its name. It is that which a server sends: the errors of a context have theirs. */
function codeOf(failure: Failure | undefined): string {
  return nameOf(failure === undefined ? OK : (statusOf(failure.error)?.code ?? Unknown));
}
