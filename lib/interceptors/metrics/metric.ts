/** The part of a registry of prom-client that is used. */
export interface MetricsRegistry {
  registerMetric(metric: never): void;
}

/** Names and values of labels. */
export type MetricLabels = Readonly<Record<string, string>>;

/** A counter or a histogram. */
export interface Metric {
  /** Adds `value` to a counter, or notes it in a histogram. */
  note(labels: MetricLabels, value: number, exemplar: MetricLabels | undefined): void;
  /** Shows a series to which nothing was added yet. */
  show(labels: MetricLabels): void;
}

/** What a metric is made of. */
export interface MetricInit {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registry: MetricsRegistry;
  readonly enableExemplars: boolean;
  /** The upper bounds of a histogram, in seconds; those of Prometheus if they are left out. */
  readonly buckets?: number[] | undefined;
}
