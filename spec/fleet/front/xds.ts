import { serviceConfig } from '../client/service-config';
import type { ControlPlane } from '../xds/control-plane';
import { cluster, listener, retryPolicy, routes } from '../xds/resources';
import type { FrontKind } from './front';

let fronts = 0;

/** Nothing stands between: a control plane tells clients where to go. */
export function xds(plane: ControlPlane): FrontKind {
  return {
    name: 'xDS',
    notServingFor: 0,
    viaProxy: false,
    sendsAgain: false,
    losesUnheard: false,
    async start(services, { retries = false } = {}) {
      const name = `front-${++fronts}`;
      const action = { cluster: name, ...(retries && { retryPolicy }) };
      await plane.put(name, listener(name), routes(name, { action }), ...cluster(name, services));
      const { 'grpc.service_config': _, ...options } = serviceConfig(); // the control plane has it instead
      return { target: `xds:///${name}`, options, stop: async () => {} };
    },
  };
}
