/** What `drain` needs of a `HealthImplementation` of grpc-health-check. */
export interface HealthService {
  setStatus(service: string, status: 'NOT_SERVING'): void;
}

/** What `drain` needs of a `HealthState` of nice-grpc-server-health. */
export interface NiceHealthState {
  getStatus(service?: string): 'healthy' | 'unhealthy' | 'unknown';
  setStatus(status: 'unhealthy', service?: string): void;
  emit(event: 'change', change: { status: 'unhealthy'; service: string }): unknown;
}

/** What can be told that a server does not serve any more. */
export type Health = HealthService | NiceHealthState | (() => unknown);

/** Reports whether `x` can be told. */
export function isHealth(x: unknown): x is Health {
  return typeof x === 'function' || (typeof x === 'object' && x !== null && hasMethod(x, 'setStatus'));
}

/**
 * Tells `health` that the server does not serve any more: each service that it knows is `NOT_SERVING` from now on, and a
 * status that is set later changes nothing. Its watchers are told.
 *
 * Ports `Server.Shutdown` of grpc-go's `health`.
 */
export function shutDown(health: Health): unknown {
  if (typeof health === 'function') return health();
  return 'getStatus' in health ? shutDownNice(health) : shutDownService(health);
}

function shutDownService(health: HealthService): void {
  const setStatus = health.setStatus.bind(health);
  // The names are in a private field; without it, the one name that each server has.
  const names = 'statusMap' in health && health.statusMap instanceof Map ? health.statusMap.keys() : [''];
  for (const name of [...names]) setStatus(String(name), 'NOT_SERVING');
  health.setStatus = (service) => setStatus(service, 'NOT_SERVING');
}

/** The names of a `HealthState` cannot be asked for: so it answers otherwise from now on. */
function shutDownNice(health: NiceHealthState): void {
  const getStatus = health.getStatus.bind(health);
  health.getStatus = (service) => (getStatus(service) === 'unknown' ? 'unknown' : 'unhealthy');
  health.emit('change', { status: 'unhealthy', service: '' });
}

function hasMethod(x: object, name: string): boolean {
  return typeof Reflect.get(x, name) === 'function';
}
