import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest } from '../../house/subpaths';
import { root } from '../../support/sources';
import type { Folder } from './folder';

// The peers of the package in versions that go together. A peer has peers itself, which may want more than we do.

/** Packages and the versions, or ranges, of them. */
export type Versions = Readonly<Record<string, string>>;

/** Returns the lowest version that a range allows. */
function lowest(range: string): string {
  return /\d+(\.\d+){0,2}/.exec(range)?.[0] ?? range;
}

/** Returns the peers that an installed package needs, with their ranges; none of those that it can do without. */
function peersOf(folder: string, name: string): [name: string, range: string][] {
  const file = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return [];
  const { peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(readFileSync(file, 'utf8'));
  const all = Object.entries<string>(peerDependencies);
  return all.filter(([peer]) => peerDependenciesMeta[peer]?.optional !== true);
}

function isLower(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => lowest(version).split('.').map(Number));
  const at = [0, 1, 2].find((i) => (left?.[i] ?? 0) !== (right?.[i] ?? 0));
  return at !== undefined && (left?.[at] ?? 0) < (right?.[at] ?? 0);
}

/** Returns the peers as this project has them, and what they need beside them. */
export function peersOfToday(): Versions {
  const found = new Map<string, string>();
  const pending = Object.keys(manifest.peerDependencies);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    found.set(name, version);
    pending.push(...peersOf(root, name).map(([peer]) => peer));
  }
  return Object.fromEntries(found);
}

/** Installs the lowest versions of the peers that go together beside `others`. Returns what the peers are. */
export async function installLowest(folder: Folder, others: Versions): Promise<Versions> {
  const wanted = Object.entries(manifest.peerDependencies).map(
    ([name, range]) => [name, lowest(range)] as const,
  );
  const versions = new Map<string, string>(wanted);
  for (let settled = false; !settled; ) {
    const dependencies = { ...others, ...Object.fromEntries(versions) };
    folder.write('package.json', { name: 'user', private: true, dependencies });
    const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
    await folder.run('npm', 'install', ...flags);
    settled = true;
    for (const [name, own] of [...versions]) {
      for (const [peer, range] of peersOf(folder.path, name)) {
        const known = versions.get(peer);
        if (known !== undefined && !isLower(known, range)) continue;
        const missing = isOfOneRelease(name, peer) ? own : range;
        versions.set(peer, known === undefined ? missing : lowest(range));
        settled = false;
      }
    }
  }
  return Object.fromEntries(versions);
}

/** Nest's packages are released together. @nestjs/core 9.4.3 calls no filter of @nestjs/microservices 9.0.0, though its range has that. */
function isOfOneRelease(name: string, peer: string): boolean {
  return name.startsWith('@nestjs/') && peer.startsWith('@nestjs/');
}
