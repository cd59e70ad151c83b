import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryOf } from '../support/node-lines';
import { root } from '../support/sources';

// Runs the specs on the other lines of Node: `npm run test:matrix`, or `npm run test:matrix -- spec/context` for some.

const lines = ['22', '24', '26'];

/** What one line of Node made of the specs. */
interface Row {
  node: string;
  passed: number;
  failed: number;
  seconds: string;
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
