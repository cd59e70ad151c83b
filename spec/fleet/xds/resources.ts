import type { Service } from '../support/service';

// What clients of xDS are told, in protobuf's JSON: the least that a gRPC client takes, and what a test adds to it.

const type = (name: string) => ({ '@type': `type.googleapis.com/envoy.${name}` });
const ads = { ads: {}, resourceApiVersion: 'V3' };

export type Resource = Readonly<Record<string, unknown>>;

/** One route: what it matches besides the path, and where it goes, with what more is said of that. */
export interface Route {
  readonly match?: Resource;
  readonly action: Resource;
}

/** Has the calls of `xds:///NAME` go by the route configuration NAME. */
export function listener(name: string): Resource {
  return {
    ...type('config.listener.v3.Listener'),
    name,
    apiListener: {
      apiListener: {
        ...type('extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
        rds: { routeConfigName: name, configSource: ads },
        httpFilters: [{ name: 'router', typedConfig: type('extensions.filters.http.router.v3.Router') }],
      },
    },
  };
}

export function routes(name: string, ...list: readonly Route[]): Resource {
  return {
    ...type('config.route.v3.RouteConfiguration'),
    name,
    virtualHosts: [
      {
        name,
        domains: ['*'],
        routes: list.map(({ match, action }) => ({ match: { prefix: '', ...match }, route: action })),
      },
    ],
  };
}

/** A cluster and its endpoints: `services`. */
export function cluster(name: string, services: readonly Service[], more: Resource = {}): Resource[] {
  const lbEndpoints = services.map(({ port }) => ({
    endpoint: { address: { socketAddress: { address: '127.0.0.1', portValue: port } } },
  }));
  const locality = { locality: { region: 'here' }, loadBalancingWeight: 1, priority: 0 };
  return [
    {
      ...type('config.cluster.v3.Cluster'),
      name,
      type: 'EDS',
      lbPolicy: 'ROUND_ROBIN',
      edsClusterConfig: { serviceName: name, edsConfig: ads },
      ...more,
    },
    {
      ...type('config.endpoint.v3.ClusterLoadAssignment'),
      clusterName: name,
      endpoints: [{ ...locality, lbEndpoints }],
    },
  ];
}

/** Retries of a route. */
export const retryPolicy = {
  retryOn: 'unavailable',
  numRetries: 4,
  retryBackOff: { baseInterval: '0.02s', maxInterval: '0.1s' },
};

/** A listener of a server, which lets in what `rbac` does. */
export function serverListener(port: number, rbac: Resource): Resource {
  const filters = [
    { name: 'rbac', typedConfig: { ...type('extensions.filters.http.rbac.v3.RBAC'), rules: rbac } },
    { name: 'router', typedConfig: type('extensions.filters.http.router.v3.Router') },
  ];
  const typedConfig = {
    ...type('extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
    httpFilters: filters,
    routeConfig: {
      name: 'served',
      virtualHosts: [
        { name: 'served', domains: ['*'], routes: [{ match: { prefix: '' }, nonForwardingAction: {} }] },
      ],
    },
  };
  return {
    ...type('config.listener.v3.Listener'),
    name: `grpc/server?listen=127.0.0.1:${port}`,
    address: { socketAddress: { address: '127.0.0.1', portValue: port } },
    filterChains: [{ filters: [{ name: 'manager', typedConfig }] }],
  };
}
