import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../support/service';
import { pathOf } from '../tools';
import { proxyFront } from './proxy';

const upstream = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
const manager = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const router = 'envoy.extensions.filters.http.router.v3.Router';
const typed = (name: string, more: object = {}) => ({ '@type': `type.googleapis.com/${name}`, ...more });

/** Envoy, which asks the health service. With fewer retries at a time than calls, it would lose some of those in flight. */
export const envoy = proxyFront({
  name: 'Envoy',
  notServingFor: 500,
  sendsAgain: true,
  command(folder, port, services, { longest }) {
    const file = join(folder, 'envoy.json');
    const config = {
      static_resources: { listeners: [listener(port, longest)], clusters: [cluster(services)] },
    };
    writeFileSync(file, JSON.stringify(config));
    return [pathOf('envoy'), ['-c', file, '--concurrency', '1', '--use-dynamic-base-id', '-l', 'error']];
  },
});

function address(port: number) {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}

function listener(port: number, longest?: string) {
  const retry_policy = {
    retry_on: 'unavailable,connect-failure,refused-stream,reset-before-request',
    num_retries: 3,
    retry_host_predicate: [
      {
        name: 'other host',
        typed_config: typed('envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate'),
      },
    ],
  };
  const max_stream_duration = longest && { grpc_timeout_header_max: longest };
  const action = { cluster: 'fleet', timeout: '0s', retry_policy, ...(longest && { max_stream_duration }) };
  const route = { match: { prefix: '/' }, route: action };
  const typed_config = typed(manager, {
    stat_prefix: 'fleet',
    codec_type: 'HTTP2',
    route_config: { virtual_hosts: [{ name: 'fleet', domains: ['*'], routes: [route] }] },
    http_filters: [{ name: 'router', typed_config: typed(router) }],
  });
  return { address: address(port), filter_chains: [{ filters: [{ name: 'manager', typed_config }] }] };
}

function cluster(services: readonly Service[]) {
  const lb_endpoints = services.map(({ port }) => ({ endpoint: { address: address(port) } }));
  return {
    name: 'fleet',
    connect_timeout: '30s',
    type: 'STATIC',
    lb_policy: 'ROUND_ROBIN',
    load_assignment: { cluster_name: 'fleet', endpoints: [{ lb_endpoints }] },
    typed_extension_protocol_options: {
      [upstream]: typed(upstream, { explicit_http_config: { http2_protocol_options: {} } }),
    },
    health_checks: [
      {
        timeout: '30s', // a service that is slow is not gone
        interval: '0.1s',
        no_traffic_interval: '0.1s',
        unhealthy_threshold: 1,
        healthy_threshold: 1,
        grpc_health_check: {},
      },
    ],
    circuit_breakers: { thresholds: [{ max_retries: 1000 }] },
  };
}
