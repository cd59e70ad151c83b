import type { ServiceDefinition } from '../../grpc';
import { methodsOf } from '../../grpc/internal';
import { metaOf, streamKind } from '../call-meta';
import type { ClientInterceptor, ServerInterceptor } from '../in-order';
import { callReporting, serverReporting } from '../reporting';
import { counting, showSeries } from './call-metrics';
import type { MetricsRegistry } from './metric';
import { type ClientMetricsOptions, MetricsFactory, type MetricsOptions } from './options';

/** A server interceptor that counts calls. */
export interface ServerMetrics extends ServerInterceptor {
  /**
   * Shows the series of the methods of services before their first call, so that a rate is right from the beginning.
   *
   * Ports `ServerMetrics.InitializeMetrics`.
   *
   * @throws TypeError if a definition is none.
   */
  initialize(...definitions: readonly ServiceDefinition[]): void;
}

/**
 * Returns a server interceptor that counts calls and messages in `registry`, of prom-client: `grpc_server_started_total`,
 * `grpc_server_handled_total`, `grpc_server_msg_received_total`, `grpc_server_msg_sent_total` and, if it is asked for,
 * `grpc_server_handling_seconds`, with the labels `grpc_type`, `grpc_service`, `grpc_method` and `grpc_code`. A registry has
 * one of them: give the same interceptor to each server.
 *
 * Ports go-grpc-middleware's `providers/prometheus`, `NewServerMetrics`.
 *
 * @throws TypeError if an argument has a value that it cannot have.
 * @throws Error of prom-client if `registry` has a metric of one of these names.
 */
export function serverMetrics(registry: MetricsRegistry, options: MetricsOptions = {}): ServerMetrics {
  const factory = new MetricsFactory('serverMetrics', registry, options);
  const metrics = {
    started: factory.counter('grpc_server_started_total', 'Total number of RPCs started on the server.'),
    handled: factory.counter(
      'grpc_server_handled_total',
      'Total number of RPCs completed on the server, regardless of success or failure.',
      'grpc_code',
    ),
    received: factory.counter(
      'grpc_server_msg_received_total',
      'Total number of RPC stream messages received on the server.',
    ),
    sent: factory.counter(
      'grpc_server_msg_sent_total',
      'Total number of gRPC stream messages sent by the server.',
    ),
    handlingTime: factory.histogram(
      'grpc_server_handling_seconds',
      'Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.',
      options.handlingTimeHistogram,
    ),
  };
  const initialize = (...definitions: readonly ServiceDefinition[]) => {
    for (const definition of definitions) {
      for (const { path, requestStream, responseStream } of methodsOf(
        'interceptors: serverMetrics: initialize',
        definition,
      )) {
        const kind = requestStream || responseStream ? streamKind(requestStream, responseStream) : 'unary';
        showSeries(metrics, metaOf(path, kind), options);
      }
    }
  };
  return { ...serverReporting('serverMetrics', counting(metrics, options)), initialize };
}

/**
 * Returns a client interceptor that counts calls and messages in `registry`, of prom-client: `grpc_client_started_total`,
 * `grpc_client_handled_total`, `grpc_client_msg_received_total`, `grpc_client_msg_sent_total` and, if they are asked for,
 * `grpc_client_handling_seconds`, `grpc_client_msg_recv_handling_seconds` and `grpc_client_msg_send_handling_seconds`. See
 * `serverMetrics`.
 *
 * Ports go-grpc-middleware's `providers/prometheus`, `NewClientMetrics`.
 *
 * @throws TypeError if an argument has a value that it cannot have.
 * @throws Error of prom-client if `registry` has a metric of one of these names.
 */
export function clientMetrics(
  registry: MetricsRegistry,
  options: ClientMetricsOptions = {},
): ClientInterceptor {
  const factory = new MetricsFactory('clientMetrics', registry, options);
  const metrics = {
    started: factory.counter('grpc_client_started_total', 'Total number of RPCs started on the client.'),
    handled: factory.counter(
      'grpc_client_handled_total',
      'Total number of RPCs completed by the client, regardless of success or failure.',
      'grpc_code',
    ),
    received: factory.counter(
      'grpc_client_msg_received_total',
      'Total number of RPC stream messages received by the client.',
    ),
    sent: factory.counter(
      'grpc_client_msg_sent_total',
      'Total number of gRPC stream messages sent by the client.',
    ),
    handlingTime: factory.histogram(
      'grpc_client_handling_seconds',
      'Histogram of response latency (seconds) of the gRPC until it is finished by the application.',
      options.handlingTimeHistogram,
    ),
    receiveTime: factory.histogram(
      'grpc_client_msg_recv_handling_seconds',
      'Histogram of response latency (seconds) of the gRPC single message receive.',
      options.streamRecvHistogram,
    ),
    sendTime: factory.histogram(
      'grpc_client_msg_send_handling_seconds',
      'Histogram of response latency (seconds) of the gRPC single message send.',
      options.streamSendHistogram,
    ),
  };
  return callReporting('clientMetrics', counting(metrics, options));
}
