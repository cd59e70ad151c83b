import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bounds, nameOf, readBounds, writeBounds } from './check/bounds';
import { units } from './check/units';
import type { Row } from './result';

// `npm run bench:check`: the short form of the benchmarks. It fails when a ratio is worse than its bound in bounds.json,
// in three measurements one after the other. `npm run bench:check -- --write` writes the bounds anew; `--only counted` is for
// the units that have this in their name.

const attempts = 3;

/** Tells whether a row keeps its bound. One without a bound does not. */
function keeps(row: Row, bounds: Bounds): boolean {
  return row.ratio.median <= (bounds[nameOf(row)] ?? 0);
}

/**
 * Measures a unit in a process of its own: how V8 compiles a loop depends on all that ran in the process before, and the
 * same operation can have two speeds, which a second measurement in one process would only repeat.
 */
function measured(unit: string): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'mdctx-bench-'));
  const file = join(folder, 'rows.json');
  try {
    execFileSync(process.execPath, [...process.execArgv, __filename, '--unit', unit, '--into', file], {
      stdio: 'inherit',
    });
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures a unit until each row has kept its bound once, or as often as it may; returns the best of each row. */
function checked(unit: string, bounds: Bounds): readonly Row[] {
  let best = measured(unit);
  for (let attempt = 1; attempt < attempts && !best.every((row) => keeps(row, bounds)); attempt++) {
    const again = measured(unit);
    best = best.map((row, i) => better(row, again[i] ?? row));
  }
  return best;
}

function better(a: Row, b: Row): Row {
  return b.ratio.median < a.ratio.median ? b : a;
}

function verdict(row: Row, bounds: Bounds): string {
  const figures = `${row.ratio.median.toFixed(3).padStart(9)} <= ${String(bounds[nameOf(row)] ?? 'none').padEnd(6)}`;
  return `${keeps(row, bounds) ? 'ok  ' : 'FAIL'} ${figures} ${nameOf(row)}`;
}

function check(names: readonly string[]): void {
  const bounds = readBounds();
  const begun = Date.now();
  const rows: Row[] = [];
  for (const name of names) {
    const found = checked(name, bounds);
    rows.push(...found);
    for (const row of found) console.log(verdict(row, bounds));
  }
  const failed = rows.filter((row) => !keeps(row, bounds));
  console.log(`\n${((Date.now() - begun) / 1000).toFixed(0)} s`);
  for (const row of failed) console.log(verdict(row, bounds));
  console.log(`${rows.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      unit: { type: 'string' },
      into: { type: 'string', default: '' },
    },
  });
  if (values.unit !== undefined) {
    const unit = units.find(({ name }) => name === values.unit);
    writeFileSync(values.into, JSON.stringify(await unit?.measure()));
    return;
  }
  const names = units.map(({ name }) => name).filter((name) => name.includes(values.only));
  if (values.write) writeBounds(names.flatMap(measured));
  else check(names);
}

void main();
