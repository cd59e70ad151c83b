import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Other lines of Node than the one that runs. The binaries are those of the npm package `node`: of its package for this
// platform, without its install script. They are kept in a cache folder outside of the project, since a `node` in
// node_modules/.bin would take the place of yours.

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mdctx', 'node');

/** Returns the name of the package that holds Node for this machine, as the npm package `node` chooses it. */
function packageName(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

/** Returns the path of the newest Node of a line that the registry has, or of the cached one if it cannot be asked. */
export function binaryOf(line: string): string {
  const folder = join(cache, line);
  const name = packageName();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const flags = ['--no-save', '--ignore-scripts', '--no-bin-links', '--no-audit', '--no-fund'];
  spawnSync('npm', ['install', ...flags, `${name}@${line}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = join(folder, 'node_modules', name, 'bin', file);
  if (!existsSync(binary)) throw new Error(`node: ${name}@${line} must hold bin/${file}: found none`);
  return binary;
}
