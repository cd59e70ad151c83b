import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

// What the fleet is made of, besides Node. `spec/fleet/setup.sh` puts it where it is looked for here.

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mdctx-fleet');

const places = {
  /** Our own programs in Go: a control plane of xDS, a service and a client. */
  fleet: join(cache, 'bin', 'fleet'),
  probe: join(cache, 'bin', 'grpc-health-probe'),
  /** A Python with grpclib. */
  python: join(cache, 'python', 'bin', 'python'),
  envoy: join(cache, 'python', 'bin', 'envoy'),
  nginx: onPath('nginx'),
  haproxy: onPath('haproxy'),
};

/** The name of a program that the fleet starts. */
export type Tool = keyof typeof places;

/** Those without which the rest runs. */
export const optional: readonly Tool[] = ['nginx', 'haproxy'];

/** Returns the path of a tool. */
export function pathOf(tool: Tool): string {
  return places[tool];
}

/** Reports whether a tool is there. */
export function isThere(tool: Tool): boolean {
  return existsSync(places[tool]);
}

/** Returns the tools that are not there. */
export function missing(): Tool[] {
  const tools: Tool[] = ['fleet', 'probe', 'python', 'envoy', 'nginx', 'haproxy'];
  return tools.filter((tool) => !isThere(tool));
}

/** Returns the path of a program of the system, which need not be there. Debian keeps servers off the path of users. */
function onPath(name: string): string {
  const { PATH = '', MDCTX_FLEET_SBIN = '/usr/sbin:/usr/local/sbin' } = process.env;
  const folders = [...PATH.split(delimiter), ...MDCTX_FLEET_SBIN.split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? name;
}
