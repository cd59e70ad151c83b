import type { ChannelOptions } from './engines';

const fast = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 };

interface Options {
  /** Whether calls that fail with `UNAVAILABLE` are made again. */
  readonly retries?: boolean;
  readonly attempts?: number;
  /** How long it takes at first until one is made again. */
  readonly backoff?: string;
  readonly budget?: boolean;
}

/** Returns channel options with a service config that spreads calls over the addresses of a target. */
export function serviceConfig(options: Options = {}): ChannelOptions {
  const { retries = false, attempts = 5, backoff = '0.02s', budget = false } = options;
  const retryPolicy = {
    maxAttempts: attempts,
    initialBackoff: backoff,
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
