import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Tools that users have and this project does not: other package managers, runtimes, bundlers, compilers. Each comes from
// the npm registry, at a version that is written here, and is kept in a cache folder outside of the project.

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mdctx', 'tools');

/** The sets of tools, by name: packages as a package.json lists them. */
const sets = {
  managers: { pnpm: '10.34.9', '@yarnpkg/cli-dist': '4.18.1', bun: '1.4.5' },
  runtimes: { bun: '1.4.5', deno: '2.9.6' },
  bundlers: { esbuild: '0.28.2', vite: '8.3.8' },
  compilers: Object.fromEntries(
    ['5.4.5', '5.5.4', '5.6.3', '5.7.3', '5.8.3', '5.9.3', '6.0.3', '7.0.2'].map((version) => [
      `typescript-${version}`,
      `npm:typescript@${version}`,
    ]),
  ),
} as const;

export type Tools = keyof typeof sets;

/** The versions of TypeScript that the types are checked with, from the oldest to the newest. */
export const compilers: readonly string[] = Object.keys(sets.compilers).map((name) =>
  name.replace(/^.*-/, ''),
);

/** Installs a set of tools, if that has not been done, and returns its node_modules. */
export function install(name: Tools): string {
  const dependencies = sets[name];
  const id = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12);
  const folder = join(cache, `${name}-${id}`);
  const done = join(folder, 'done');
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    const flags = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    execFileSync('npm', flags, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    writeFileSync(done, '');
  }
  return join(folder, 'node_modules');
}

/** Returns the path of a program of a set of tools. */
export function tool(set: Tools, name: string): string {
  return join(install(set), '.bin', name);
}
