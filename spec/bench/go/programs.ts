import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../library';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mdctx', 'bench');

/** grpc-go's benchmarks, compiled. */
export interface GoBenchmarks {
  /** What `go version` says. */
  readonly version: string;
  /** Returns how many nanoseconds one operation of the benchmark takes, on average over `budget` nanoseconds. */
  nanoseconds(name: string, budget: number): number;
}

/** Returns the benchmarks in this folder, or `undefined` if there is no Go, with a word of it on stderr. */
export function goBenchmarks(): GoBenchmarks | undefined {
  const version = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (version.status !== 0) {
    process.stderr.write('bench: go is not on the path: part 1 has nothing to be compared with\n');
    return undefined;
  }
  mkdirSync(cache, { recursive: true });
  const binary = join(cache, 'metadata.test');
  const folder = join(root, 'spec', 'bench', 'go');
  const built = spawnSync('go', ['test', '-c', '-o', binary, '.'], { cwd: folder, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`bench: go test -c failed:\n${built.stdout}${built.stderr}`);
  return {
    version: version.stdout.trim().replace(/^go version /, ''),
    nanoseconds: (name, budget) => nanoseconds(binary, name, budget),
  };
}

function nanoseconds(binary: string, name: string, budget: number): number {
  const pattern = `Benchmark${name}`
    .split('/')
    .map((level) => `^${level}$`)
    .join('/');
  const args = ['-test.run=^$', `-test.bench=${pattern}`, `-test.benchtime=${Math.round(budget)}ns`];
  const { stdout, stderr, status } = spawnSync(binary, args, { encoding: 'utf8' });
  const figure = /([\d.]+) ns\/op/.exec(stdout)?.[1];
  if (status === 0 && figure !== undefined) return Number(figure);
  throw new Error(`bench: ${binary} must tell the ns/op of ${name}: got ${stdout}${stderr}`);
}
