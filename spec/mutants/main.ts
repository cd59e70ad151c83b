import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { roomOf } from '../house/rooms';
import { Random } from '../support/random';
import { librarySources, root } from '../support/sources';
import { type Mutant, mutantsOf } from './mutate';

// `npm run mutants`: changes one thing of the library at a time, and looks whether a spec notices. From each room of lib/ it
// takes `--sample` mutants (20) by random numbers from `--seed` (1); `--room lib/context` takes those of one room. What
// survives is told with its place: code that no spec can tell from its absence.

const patience = 300_000; // ms for the specs of one mutant; those of one that loops take for ever
const copied = ['lib', 'spec', 'docs', 'package.json', 'jest.config.ts', 'tsconfig.json', 'README.md'];

/** Returns the mutants to try, by room. */
function chosen(sample: number, seed: number, room: string): Map<string, Mutant[]> {
  const rooms = new Map<string, Mutant[]>();
  for (const [path, source] of librarySources()) {
    const folder = posix.join('lib', roomOf(path) ?? '');
    if (room !== '' && folder !== room) continue;
    rooms.set(folder, [...(rooms.get(folder) ?? []), ...mutantsOf(path, source)]);
  }
  const random = new Random(seed);
  for (const [folder, mutants] of rooms) {
    const taken: Mutant[] = [];
    while (taken.length < sample && mutants.length > 0)
      taken.push(...mutants.splice(random.below(mutants.length), 1));
    rooms.set(folder, taken);
  }
  return rooms;
}

/** Reports whether a spec fails when `mutant` stands in the copy of the project at `folder`. */
function isKilled(folder: string, mutant: Mutant, original: string): boolean {
  writeFileSync(join(folder, mutant.path), mutant.text);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    jest,
    '--findRelatedTests',
    mutant.path,
    '--bail',
    '--silent',
    '--testPathIgnorePatterns',
    'spec/house',
    'spec/interop',
    'spec/bench',
  ];
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore', timeout: patience });
  writeFileSync(join(folder, mutant.path), original);
  return status !== 0;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      room: { type: 'string', default: '' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const sources = librarySources();
  const table: Record<string, { mutants: number; killed: number; percent: number }> = {};
  for (const [room, mutants] of chosen(Number(values.sample), Number(values.seed), values.room)) {
    const survivors = mutants.filter((mutant) => !isKilled(folder, mutant, sources.get(mutant.path) ?? ''));
    for (const { path, line, what } of survivors) console.log(`${path}:${line}: survives: ${what}`);
    const killed = mutants.length - survivors.length;
    table[room] = { mutants: mutants.length, killed, percent: Math.round((100 * killed) / mutants.length) };
  }
  console.table(table);
  rmSync(folder, { recursive: true });
}

main();
