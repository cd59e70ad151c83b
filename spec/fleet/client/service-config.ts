import type { ChannelOptions } from './engines';

const fast = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 };

/** Channel options with a service config that spreads calls over the addresses of a target, and has calls made again if `retries`. */
export function serviceConfig({ retries = false } = {}): ChannelOptions {
  const retryPolicy = {
    maxAttempts: 5,
    initialBackoff: '0.02s',
    maxBackoff: '0.2s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  const name = [{ service: 'grpc.testing.TestService' }];
  const config = {
    loadBalancingConfig: [{ round_robin: {} }],
    ...(retries && { methodConfig: [{ name, retryPolicy }] }),
  };
  // Channels of one process to one address share connections, which a test must not find as another left them.
  return { 'grpc.service_config': JSON.stringify(config), 'grpc.use_local_subchannel_pool': 1, ...fast };
}
