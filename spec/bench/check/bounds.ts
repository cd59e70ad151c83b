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

/** A count is the same each time, a time is not. */
function roomOf({ name, unit }: Row): number {
  if (unit === 'bytes' || unit === 'promises') return 1.05;
  return name.includes('CPU of both') ? 1.2 : 2;
}

/**
 * Writes bounds that `rows` keep with room to spare: twice that, or a fifth more where whole processes are compared.
 * Where one is as good as the other, chance alone must not make a bound below that.
 */
export function writeBounds(rows: readonly Row[]): void {
  const bounds = rows.map((row) => {
    const room = roomOf(row);
    const least = row.goal !== undefined && row.goal >= 1 ? 1 : 0;
    const digits = room < 1.1 ? 4 : 2;
    return [nameOf(row), Number((Math.max(row.ratio.q3, least) * room).toPrecision(digits))];
  });
  const all = { ...readBounds(), ...Object.fromEntries(bounds) };
  writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`);
}
