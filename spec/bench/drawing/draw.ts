import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../library';
import type { Result } from '../result';
import { chartOf } from './chart';
import { withTables } from './page';
import { plotter } from './vega';

const page = join(root, 'docs', 'performance.md');
const plots = join(root, 'docs', 'performance');

/** Draws the results that are kept in `folder`, and writes their tables into docs/performance.md. */
export async function draw(folder: string): Promise<void> {
  const results: Result[] = readdirSync(folder)
    .filter((name) => /^part-\d\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const plot = await plotter();
  for (const result of results) {
    writeFileSync(join(plots, `part-${result.part}.svg`), `${await plot(chartOf(result))}\n`);
  }
  if (existsSync(page)) writeFileSync(page, withTables(readFileSync(page, 'utf8'), results));
}
