import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../library';
import type { Row } from '../result';

const file = join(root, 'spec', 'bench', 'bounds.json');

/** The largest ratio that each comparison may have, by its name. */
export type Bounds = Readonly<Record<string, number>>;

export function nameOf({ name, beside }: Row): string {
  return `${name}, beside ${beside}`;
}

export function readBounds(): Bounds {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * Writes bounds that `rows` keep with room to spare: half as much again, or a fifth where whole processes are compared.
 * Where one is as good as the other, chance alone must not make a bound below that.
 */
export function writeBounds(rows: readonly Row[]): void {
  const bounds = rows.map((row) => {
    const room = row.name.includes('CPU of both') ? 1.2 : 1.5;
    const least = row.goal !== undefined && row.goal >= 1 ? 1 : 0;
    return [nameOf(row), Number((Math.max(row.ratio.q3, least) * room).toPrecision(2))];
  });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(bounds), undefined, 2)}\n`);
}
