import type { Context } from '../../context';
import {
  mustBeFunctions,
  mustBeNumbers,
  mustBeObject,
  mustBeOptions,
  mustBeString,
  mustBeStrings,
} from '../check';
import { newCounter, newHistogram } from '../convert';
import type { Metric, MetricLabels, MetricsRegistry } from './metric';

/** Whether there is a histogram, and its upper bounds in seconds: those of Prometheus if they are left out. */
export type HistogramOption = boolean | { readonly buckets: readonly number[] };

/** Options of `serverMetrics`. */
export interface MetricsOptions {
  /** Prefix of the names of the metrics, with a `_` after it. Ports `WithNamespace`. */
  readonly namespace?: string | undefined;
  /** Prefix of the names of the metrics, after the namespace, with a `_` after it. Ports `WithSubsystem`. */
  readonly subsystem?: string | undefined;
  /** Labels that each series has. Ports `WithConstLabels`. */
  readonly constLabels?: MetricLabels | undefined;
  /** A histogram of how long calls take. There is none if it is left out. Ports `With…HandlingTimeHistogram`. */
  readonly handlingTimeHistogram?: HistogramOption | undefined;
  /** Names of labels whose values come from the context of a call. Ports `WithContextLabels`. */
  readonly contextLabels?: readonly string[] | undefined;
  /** Returns values of `contextLabels`; one that is missing is empty. Ports `WithLabelsFromContext`. */
  readonly labelsFromContext?: ((ctx: Context) => MetricLabels) | undefined;
  /** Returns an exemplar, for registries of the type of OpenMetrics. Ports `WithExemplarFromContext`. */
  readonly exemplarFromContext?: ((ctx: Context) => MetricLabels) | undefined;
}

/** Options of `clientMetrics`. */
export interface ClientMetricsOptions extends MetricsOptions {
  /** A histogram of how long it takes to receive a message. Ports `WithClientStreamRecvHistogram`. */
  readonly streamRecvHistogram?: HistogramOption | undefined;
  /** A histogram of how long it takes to send a message. Ports `WithClientStreamSendHistogram`. */
  readonly streamSendHistogram?: HistogramOption | undefined;
}

const known = [
  'namespace',
  'subsystem',
  'constLabels',
  'handlingTimeHistogram',
  'contextLabels',
  'labelsFromContext',
  'exemplarFromContext',
] as const;
const ofClients = [...known, 'streamRecvHistogram', 'streamSendHistogram'] as const;
const histograms = ['handlingTimeHistogram', 'streamRecvHistogram', 'streamSendHistogram'] as const;
const callLabels = ['grpc_type', 'grpc_service', 'grpc_method'];

function validateValues(name: string, options: ClientMetricsOptions): void {
  const { namespace, subsystem, constLabels, contextLabels } = options;
  if (namespace !== undefined) mustBeString(`${name}: namespace`, namespace);
  if (subsystem !== undefined) mustBeString(`${name}: subsystem`, subsystem);
  if (contextLabels !== undefined) mustBeStrings(`${name}: contextLabels`, contextLabels);
  if (constLabels !== undefined) mustBeObject(`${name}: constLabels`, constLabels);
  for (const value of Object.values(constLabels ?? {})) mustBeString(`${name}: constLabels`, value);
  for (const histogram of histograms) {
    const option = options[histogram];
    if (option === undefined || typeof option === 'boolean') continue;
    mustBeOptions(`${name}: ${histogram}`, option, ['buckets']);
    mustBeNumbers(`${name}: ${histogram}: buckets`, option.buckets);
  }
}

/** Makes the metrics of one side in a registry. */
export class MetricsFactory {
  private readonly registry: MetricsRegistry;
  private readonly options: MetricsOptions;

  /** @throws TypeError if an argument has a value that it cannot have. */
  constructor(name: string, registry: MetricsRegistry, options: MetricsOptions) {
    mustBeObject(`${name}: registry`, registry);
    if (typeof registry.registerMetric !== 'function')
      throw new TypeError(
        `interceptors: ${name}: registry must be a Registry of prom-client: got another object`,
      );
    mustBeOptions<ClientMetricsOptions>(
      `${name}: options`,
      options,
      name === 'clientMetrics' ? ofClients : known,
    );
    mustBeFunctions(name, options, 'labelsFromContext', 'exemplarFromContext');
    validateValues(name, options);
    this.registry = registry;
    this.options = options;
  }

  counter(name: string, help: string, ...labels: string[]): Metric {
    return newCounter(this.init(name, help, labels));
  }

  histogram(name: string, help: string, option: HistogramOption | undefined): Metric | undefined {
    if (option === undefined || option === false) return undefined;
    const buckets = option === true ? undefined : [...option.buckets];
    return newHistogram({ ...this.init(name, help, []), buckets });
  }

  private init(name: string, help: string, labels: readonly string[]) {
    const { namespace, subsystem, constLabels = {}, contextLabels = [], exemplarFromContext } = this.options;
    return {
      name: [namespace, subsystem, name].filter((part) => part !== undefined && part !== '').join('_'),
      help,
      labelNames: [...callLabels, ...labels, ...contextLabels, ...Object.keys(constLabels)],
      registry: this.registry,
      enableExemplars: exemplarFromContext !== undefined,
    };
  }
}
