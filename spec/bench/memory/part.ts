import { Party } from '../calls/party';
import { type Runtime, runtimes, type Variant } from '../calls/variant';
import { inTurn } from '../in-turn';
import type { Options } from '../options';
import { inGroup, type Result, type Row, resultOf, row } from '../result';

const concurrency = 16;
const grown = 1.05; // of the heap, after all calls: what the runtime itself keeps moves a little
const measured = ['bare', 'installed', 'by-hand', 'used'] as const satisfies readonly Variant[];

const waitingGoal = 1; // at a server

/** What is compared with what. */
const comparisons: ReadonlyArray<readonly [own: Variant, other: Variant]> = [
  ['installed', 'bare'],
  ['used', 'by-hand'],
];

/** How much is measured. */
interface Extent {
  readonly rounds: number;
  /** The calls that wait at the same time. */
  readonly held: number;
  /** The calls between one look at the heap and the next. */
  readonly calls: number;
}

const quick: Extent = { rounds: 3, held: 500, calls: 10_000 };
const full: Extent = { rounds: 7, held: 2000, calls: 100_000 };

/** The bytes of the two processes. */
interface Heaps {
  readonly client: number;
  readonly server: number;
}

const sides = ['client', 'server'] as const;

/** Part 5: what a call holds while it waits, and what is left when all calls are over. */
export async function memoryPart(options: Options): Promise<Result> {
  const extent = options.quick ? quick : full;
  const rows: Row[] = [];
  for (const runtime of runtimes) {
    if (!runtime.includes(options.only)) continue;
    const parties = new Map<Variant, Party>();
    for (const variant of measured) parties.set(variant, await Party.start(runtime, variant));
    for (const party of parties.values()) await party.window('unary', 5000, concurrency);
    rows.push(...(await waiting(runtime, parties, extent)));
    rows.push(...(await afterwards(runtime, parties, extent)));
    for (const party of parties.values()) await party.end();
  }
  return resultOf(5, 'memory', rows);
}

async function waiting(
  runtime: Runtime,
  parties: ReadonlyMap<Variant, Party>,
  { rounds, held }: Extent,
): Promise<Row[]> {
  const subjects = [...parties].map(([name, party]) => ({ name, measure: () => heldBy(party, held) }));
  const figures = await inTurn(subjects, rounds);
  return comparisons.flatMap(([own, other]) =>
    sides.map((side) =>
      row(
        `${runtime}, ${own}: a waiting call, at the ${side}`,
        other,
        'bytes',
        figures.get(own)?.map((heaps) => heaps[side]),
        figures.get(other)?.map((heaps) => heaps[side]),
        side === 'server' ? waitingGoal : undefined,
      ),
    ),
  );
}

/** Returns the bytes that each of `count` waiting calls holds. */
async function heldBy(party: Party, count: number): Promise<Heaps> {
  const before = await heapsOf(party);
  await party.client.ask({ ask: 'begin', calls: count });
  await party.server.ask({ ask: 'holding', calls: count });
  const during = await heapsOf(party);
  await party.server.ask({ ask: 'release' });
  await party.client.ask({ ask: 'holding', calls: 0 });
  return {
    client: (during.client - before.client) / count,
    server: (during.server - before.server) / count,
  };
}

async function afterwards(
  runtime: Runtime,
  parties: ReadonlyMap<Variant, Party>,
  { calls }: Extent,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [variant, party] of parties) {
    await party.window('unary', calls / 2, concurrency); // what is compiled and kept for good comes first
    const before = await heapsOf(party);
    await party.window('unary', calls, concurrency);
    const after = await heapsOf(party);
    const title = `${runtime}, ${variant}: the heap after ${calls.toLocaleString('en-US')} calls`;
    for (const side of sides) {
      const goal = comparisons.some(([own]) => own === variant) ? grown : undefined;
      rows.push(row(`${title}, at the ${side}`, 'before', 'bytes', [after[side]], [before[side]], goal));
    }
  }
  return inGroup('the heap after many calls', rows);
}

async function heapsOf(party: Party): Promise<Heaps> {
  const [client, server] = [await party.client.ask({ ask: 'heap' }), await party.server.ask({ ask: 'heap' })];
  return { client: client.heap ?? Number.NaN, server: server.heap ?? Number.NaN };
}
