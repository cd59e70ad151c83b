import { serviceConfig } from '../client/service-config';
import type { FrontKind } from './front';

/** Nothing stands between: the client itself spreads its calls over the addresses. */
export const roundRobin: FrontKind = {
  name: 'round_robin',
  notServingFor: 0,
  viaProxy: false,
  sendsAgain: false,
  losesUnheard: false,
  async start(services, options = {}) {
    const target = `ipv4:${services.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
    return { target, options: serviceConfig(options), stop: async () => {} };
  },
};
