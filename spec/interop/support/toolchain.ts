import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Runs a program to its end and returns what it printed. `what` names the purpose in the error. */
export function output(what: string, command: string, args: string[], cwd?: string): string {
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (ran.error) throw new Error(`spec/interop: ${what}: ${command} cannot run: ${ran.error.message}`);
  if (ran.status !== 0)
    throw new Error(`spec/interop: ${what}: ${command} failed:\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

/**
 * Returns the version of `command`, which prints it when given `args`.
 *
 * @throws Error if it is not on the path or older than `least`, with a text that names it.
 */
export function toolchain(command: string, args: string[], least: string, cwd?: string): string {
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8' });
  const printed = `${ran.stdout ?? ''}${ran.stderr ?? ''}`;
  const version = /\d+\.\d+(\.\d+)?/.exec(printed)?.[0];
  if (ran.error || ran.status !== 0 || version === undefined) {
    const got = ran.error ? ran.error.message : printed.trim();
    throw new Error(`spec/interop: ${command} >= ${least} must be on the path: got ${got || 'no version'}`);
  }
  if (older(version, least)) {
    throw new Error(`spec/interop: ${command} >= ${least} must be on the path: got ${version}`);
  }
  return version;
}

function older(version: string, least: string): boolean {
  const [a, b] = [version.split('.').map(Number), least.split('.').map(Number)];
  for (const [i, part] of b.entries()) {
    if ((a[i] ?? 0) !== part) return (a[i] ?? 0) < part;
  }
  return false;
}

/** Returns the folder, outside of the repository, in which the peers are kept between runs. */
export function cacheFolder(): string {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mdctx-interop');
  mkdirSync(folder, { recursive: true });
  return folder;
}
