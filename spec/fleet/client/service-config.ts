import type { ChannelOptions } from './engines';

const fast = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 };

/** Channel options with a service config that spreads calls over the addresses of a target, and has calls made again if `retries`. */
export function serviceConfig({ retries = false, attempts = 5, budget = false } = {}): ChannelOptions {
  const retryPolicy = {
    maxAttempts: attempts,
    initialBackoff: '0.02s',
    maxBackoff: '0.2s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  const name = [{ service: 'grpc.testing.TestService' }];
  const config = {
    loadBalancingConfig: [{ round_robin: {} }],
    ...(retries && { methodConfig: [{ name, retryPolicy }] }),
    // Each failure takes a token, each success gives a tenth of one back; below half of them nothing is made again.
    ...(budget && { retryThrottling: { maxTokens: 10, tokenRatio: 0.1 } }),
  };
  // Channels of one process to one address share connections, which a test must not find as another left them.
  return { 'grpc.service_config': JSON.stringify(config), 'grpc.use_local_subchannel_pool': 1, ...fast };
}
