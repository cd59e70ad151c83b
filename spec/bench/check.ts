import { parseArgs } from 'node:util';
import { type Bounds, nameOf, readBounds, writeBounds } from './check/bounds';
import { type Unit, units } from './check/units';
import type { Row } from './result';

// `npm run bench:check`: the short form of the benchmarks. It fails when a ratio is worse than its bound in bounds.json,
// in three measurements one after the other. `npm run bench:check -- --write` writes the bounds anew; `--only counted` is for
// the units that have this in their name.

const attempts = 3;

/** Tells whether a row keeps its bound. One without a bound does not. */
function keeps(row: Row, bounds: Bounds): boolean {
  return row.ratio.median <= (bounds[nameOf(row)] ?? 0);
}

/** Measures a unit until each row has kept its bound once, or as often as it may; returns the best of each row. */
async function checked(unit: Unit, bounds: Bounds): Promise<readonly Row[]> {
  let best: readonly Row[] = await unit.measure();
  for (let attempt = 1; attempt < attempts && !best.every((row) => keeps(row, bounds)); attempt++) {
    const again = await unit.measure();
    best = best.map((row, i) => better(row, again[i] ?? row));
  }
  return best;
}

function better(a: Row, b: Row): Row {
  return b.ratio.median < a.ratio.median ? b : a;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { write: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  });
  const chosen = units.filter(({ name }) => name.includes(values.only));
  const rows: Row[] = [];
  if (values.write) {
    for (const unit of chosen) rows.push(...(await unit.measure()));
    return writeBounds(rows);
  }
  const bounds = readBounds();
  const begun = Date.now();
  for (const unit of chosen) {
    for (const row of await checked(unit, bounds)) {
      rows.push(row);
      const verdict = keeps(row, bounds) ? 'ok  ' : 'FAIL';
      const figures = `${row.ratio.median.toFixed(3).padStart(9)} <= ${String(bounds[nameOf(row)] ?? 'none').padEnd(6)}`;
      console.log(`${verdict} ${figures} ${nameOf(row)}`);
    }
  }
  const failed = rows.filter((row) => !keeps(row, bounds)).length;
  console.log(`\n${((Date.now() - begun) / 1000).toFixed(0)} s`);
  console.log(`${rows.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
