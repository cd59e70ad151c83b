import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../library';
import type { Options } from '../options';
import { type Result, type Row, resultOf } from '../result';

const lines = ['20', '22', '24', '26'];

/** What of the other parts is measured: what has a goal. */
const measured: ReadonlyArray<readonly [part: string, only: string]> = [
  ['1', ''],
  ['2', '10 keys'],
  ['3', 'unary'],
  ['3', 'nice-grpc stream'],
  ['4', ''],
  ['5', ''],
  ['7', ''],
];

/** Part 6: the other parts on each line of Node, with fewer rounds, since the cost of AsyncLocalStorage differs. */
export function versionsPart({ quick, only }: Options): Result {
  const rows: Row[] = [];
  for (const [line, binary] of Object.entries(binaries())) {
    for (const [part, all] of measured) {
      const rounds = ['1', '2', '4'].includes(part) ? ['--rounds', quick ? '5' : '11'] : [];
      rows.push(...rowsOn(line, binary, ['--part', part, '--quick', ...rounds, '--only', only || all]));
    }
  }
  return resultOf(6, 'the lines of Node', rows);
}

/** Returns the binary of each line: the one that runs, if it is of that line. */
function binaries(): Record<string, string> {
  const own = process.versions.node.split('.')[0] ?? '';
  const tsNode = join(root, 'node_modules', 'ts-node', 'dist', 'bin.js');
  const script = join(root, 'spec', 'bench', 'versions', 'binaries.ts');
  const others = lines.filter((line) => line !== own);
  const found = spawnSync(process.execPath, [tsNode, script, ...others], { encoding: 'utf8', cwd: root });
  if (found.status !== 0) throw new Error(`bench: versions/binaries.ts failed:\n${found.stderr}`);
  return { ...JSON.parse(found.stdout), ...(lines.includes(own) ? { [own]: process.execPath } : {}) };
}

/** Returns the rows of a run of the benchmarks by another Node. */
function rowsOn(line: string, binary: string, args: readonly string[]): Row[] {
  const out = mkdtempSync(join(tmpdir(), 'mdctx-bench-'));
  try {
    const main = join(__dirname, '..', 'main.js');
    const { status } = spawnSync(binary, ['--expose-gc', main, ...args, '--out', out], { stdio: 'inherit' });
    if (status !== 0)
      throw new Error(`bench: the benchmarks must run on Node ${line}: got exit code ${status}`);
    return readdirSync(out).flatMap((file) => {
      const { rows }: Result = JSON.parse(readFileSync(join(out, file), 'utf8'));
      return rows.filter(({ goal }) => goal !== undefined).map((row) => ({ ...row, node: line }));
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
