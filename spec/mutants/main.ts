import { posix } from 'node:path';
import { parseArgs } from 'node:util';
import { roomOf } from '../house/rooms';
import { Random } from '../support/random';
import { librarySources } from '../support/sources';
import { type Mutant, mutantsOf } from './mutate';
import { Trial } from './trial';

// `npm run mutants`: changes one thing of the library at a time, and looks whether a spec notices. From each room of lib/ it
// takes `--sample` mutants (20) by random numbers from `--seed` (1); `--room lib/context,lib/peer` takes those of some rooms.
// With `--own` the specs of the room alone are asked. What survives is told with its place: code that no spec can tell from its absence.

/** Returns the mutants of each room, in random order. */
function shuffled(seed: number, wanted: readonly string[]): Map<string, Mutant[]> {
  const rooms = new Map<string, Mutant[]>();
  for (const [path, source] of librarySources()) {
    const room = posix.join('lib', roomOf(path) ?? '');
    if (wanted.length > 0 && !wanted.includes(room)) continue;
    rooms.set(room, [...(rooms.get(room) ?? []), ...mutantsOf(path, source)]);
  }
  const random = new Random(seed);
  const order = new Map<string, Mutant[]>();
  for (const [room, mutants] of rooms) {
    const taken: Mutant[] = [];
    while (mutants.length > 0) taken.push(...mutants.splice(random.below(mutants.length), 1));
    order.set(room, taken);
  }
  return order;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      room: { type: 'string', default: '' },
      own: { type: 'boolean', default: false },
    },
  });
  const sample = Number(values.sample);
  const rooms = shuffled(Number(values.seed), values.room.split(',').filter(Boolean));
  const sources = librarySources();
  const trial = new Trial();
  const table: Record<string, { mutants: number; killed: number; percent: number }> = {};
  for (const [room, mutants] of rooms) {
    const row = { mutants: 0, killed: 0, percent: 100 };
    for (const mutant of mutants) {
      if (row.mutants === sample) break;
      const verdict = await trial.verdictOn(mutant, sources.get(mutant.path) ?? '', room, values.own);
      if (verdict === 'refused') continue; // TypeScript does not compile it
      row.mutants++;
      if (verdict === 'killed') row.killed++;
      else console.log(`${mutant.path}:${mutant.line}: survives: ${mutant.what}`);
    }
    row.percent = Math.round((100 * row.killed) / Math.max(1, row.mutants));
    table[room] = row;
    console.log(`${room}: ${row.killed} of ${row.mutants}`);
  }
  console.table(table);
  trial.remove();
}

void main();
