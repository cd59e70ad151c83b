import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/sources';

// Runs the specs on the other lines of Node: `npm run test:matrix`, or `npm run test:matrix -- spec/context` for some.
// The binaries are those of the npm package `node`: of its package for this platform, without its install script. They
// are kept in a cache folder outside of the project, since a `node` in node_modules/.bin would take the place of yours.

const lines = ['22', '24', '26'];
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mdctx', 'node');

/** What one line of Node made of the specs. */
interface Row {
  node: string;
  passed: number;
  failed: number;
  seconds: string;
}

/** Returns the name of the package that holds Node for this machine, as the npm package `node` chooses it. */
function packageName(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

/** Returns the path of the newest Node of a line that the registry has, or of the cached one if it cannot be asked. */
function binaryOf(line: string): string {
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
  if (!existsSync(binary)) throw new Error(`matrix: ${name}@${line} must hold bin/${file}: found none`);
  return binary;
}

function runOn(line: string): Row {
  const binary = binaryOf(line);
  const version = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\nNode ${version}`);
  const report = join(tmpdir(), `mdctx-matrix-${process.pid}-${line}.json`);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const begun = Date.now();
  const flags = ['--json', `--outputFile=${report}`, ...process.argv.slice(2)];
  const { status } = spawnSync(binary, [jest, ...flags], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const failed = (counted.numFailedTests ?? 0) + (counted.numRuntimeErrorTestSuites ?? 0);
  rmSync(report, { force: true });
  const ended = status === 0 ? 0 : 1; // jest may end with a failure that no test counts
  return { node: version, passed: counted.numPassedTests ?? 0, failed: Math.max(failed, ended), seconds };
}

const rows = lines.map(runOn);
console.log(`\n${'Node'.padEnd(12)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(9)}`);
for (const { node, passed, failed, seconds } of rows) {
  console.log(
    `${node.padEnd(12)}${String(passed).padStart(8)}${String(failed).padStart(8)}${seconds.padStart(9)}`,
  );
}
process.exitCode = rows.every(({ failed }) => failed === 0) ? 0 : 1;
