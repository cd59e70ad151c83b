import { kindOf } from '../context/internal';

/**
 * Returns a service config in JSON as grpc-js takes it. Go's reader takes names in any case, and durations such as `.01s`.
 *
 * @throws TypeError if it is not JSON, or not an object.
 */
export function serviceConfig(json: string): string {
  if (typeof json !== 'string') throw invalid(`got ${kindOf(json)}`);
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch {
    throw invalid('got no JSON');
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw invalid('got no object');
  return JSON.stringify(healthChecked({ ...Object(normalized(config)) }));
}

function invalid(got: string): TypeError {
  return new TypeError(
    `stub: withDefaultServiceConfig: the provided default service config must be JSON of an object: ${got}`,
  );
}

/** Below these the names are a user's, or a policy's: `loadBalancingConfig: [{ round_robin: {} }]`. */
const verbatim = new Set(['loadBalancingConfig', 'name']);

function normalized(x: unknown): unknown {
  if (typeof x === 'string') return x.replace(/^\.(\d{1,9}s)$/, '0.$1');
  if (Array.isArray(x)) return x.map(normalized);
  if (typeof x !== 'object' || x === null) return x;
  return Object.fromEntries(
    Object.entries(x).map(([name, value]) => {
      const own = name.charAt(0).toLowerCase() + name.slice(1);
      return [own, verbatim.has(own) ? value : normalized(value)];
    }),
  );
}

/** The policy that checks the health of servers. grpc-js has none, and ignores `healthCheckConfig`. */
export const healthCheckedPolicy = 'mdctx_health_checked';

interface Config {
  readonly loadBalancingPolicy?: unknown;
  readonly loadBalancingConfig?: unknown;
  readonly healthCheckConfig?: { readonly serviceName?: unknown };
}

/** Puts the policy of `config`, where that is not pick_first, behind the one that checks health, as in Go. */
function healthChecked(config: Config): Config {
  const serviceName = config.healthCheckConfig?.serviceName;
  const { loadBalancingPolicy, loadBalancingConfig, ...rest } = config;
  if (typeof serviceName !== 'string') return config;
  const named = typeof loadBalancingPolicy === 'string' ? [{ [loadBalancingPolicy]: {} }] : [];
  const childPolicy: unknown[] = Array.isArray(loadBalancingConfig) ? loadBalancingConfig : named;
  if (childPolicy.length === 0 || Object.keys(Object(childPolicy[0]))[0] === 'pick_first') return config;
  return { ...rest, loadBalancingConfig: [{ [healthCheckedPolicy]: { serviceName, childPolicy } }] };
}
