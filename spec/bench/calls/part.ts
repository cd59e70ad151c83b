import { inTurn } from '../in-turn';
import type { Options } from '../options';
import { type Result, type Row, resultOf, row } from '../result';
import { type Figures, Party } from './party';
import { type Runtime, runtimes, type Shape, shapes, type Variant, variants } from './variant';

const concurrency = 16;

/** What is compared with what, and how much more processor time it may take. */
const comparisons: ReadonlyArray<readonly [own: Variant, other: Variant, goal?: number]> = [
  ['installed', 'bare', 1.02],
  ['used', 'by-hand', 1.05],
  ['used', 'by-hand-stored'],
  ['stored', 'bare'],
  ['installed', 'stored'],
];

/** How much is measured. */
export interface Extent {
  /** How often all processes are started anew: no two runs of one program are equally fast. */
  readonly generations: number;
  readonly rounds: number;
  /** The calls of one window. */
  readonly calls: Readonly<Record<Shape, number>>;
  /** The calls of the warm-up, of both shapes in any case: what is done once a call is to be compiled too. */
  readonly warmUp: Readonly<Record<Shape, number>>;
}

const quick: Extent = {
  generations: 1,
  rounds: 15,
  calls: { unary: 800, stream: 32 },
  warmUp: { unary: 4000, stream: 100 },
};

const full: Extent = {
  generations: 5,
  rounds: 20,
  calls: { unary: 1000, stream: 48 },
  warmUp: { unary: 6000, stream: 200 },
};

/** Part 3: whole calls, client and server in processes of their own. */
export async function callsPart(options: Options): Promise<Result> {
  const chosen = options.quick ? quick : full;
  const extent = { ...chosen, rounds: options.rounds ?? chosen.rounds };
  const rows: Row[] = [];
  for (const runtime of runtimes) {
    for (const shape of shapes) {
      if (!`${runtime} ${shape}`.includes(options.only)) continue;
      rows.push(...(await callRows(runtime, shape, extent, variants, options.profiles)));
    }
  }
  return resultOf(3, 'whole calls', rows, [`${concurrency} calls at a time`]);
}

/** The rows for one runtime and shape of call: the comparisons among `chosen`. */
export async function callRows(
  runtime: Runtime,
  shape: Shape,
  extent: Extent,
  chosen: readonly Variant[],
  profiles?: string,
): Promise<Row[]> {
  const figures = await measured(runtime, shape, extent, chosen, profiles);
  return comparisons
    .filter(([own, other]) => chosen.includes(own) && chosen.includes(other))
    .flatMap(([own, other, goal]) => compared(`${runtime} ${shape}`, figures, own, other, goal));
}

async function measured(
  runtime: Runtime,
  shape: Shape,
  { generations, rounds, calls, warmUp }: Extent,
  chosen: readonly Variant[],
  profiles: string | undefined,
): Promise<Map<Variant, Figures[]>> {
  const figures = new Map<Variant, Figures[]>(chosen.map((variant) => [variant, []]));
  for (let generation = 0; generation < generations; generation++) {
    const parties = new Map<Variant, Party>();
    for (const variant of chosen) parties.set(variant, await Party.start(runtime, variant, profiles));
    for (const party of parties.values()) {
      for (const shape of shapes) await party.window(shape, warmUp[shape], concurrency);
    }
    const subjects = [...parties].map(([name, party]) => ({
      name,
      measure: () => party.window(shape, calls[shape], concurrency),
    }));
    const found = await inTurn(subjects, rounds);
    for (const [variant, list] of figures) list.push(...(found.get(variant) ?? []));
    for (const party of parties.values()) await party.end();
  }
  return figures;
}

/** What is told of a comparison, in which unit, and whether the goal is for it. */
const measures: ReadonlyArray<readonly [keyof Figures, string, string, boolean]> = [
  ['client', 'CPU of the client', 's/10,000 calls', true],
  ['server', 'CPU of the server', 's/10,000 calls', true],
  ['cpu', 'CPU of both', 's/10,000 calls', true],
  ['wall', `time for calls, ${concurrency} at once`, 's/10,000 calls', false],
  ['p50', 'p50', 'us', false],
  ['p99', 'p99', 'us', false],
];

function compared(
  title: string,
  figures: ReadonlyMap<Variant, readonly Figures[]>,
  own: Variant,
  other: Variant,
  goal?: number,
): Row[] {
  const pick = (variant: Variant, measure: keyof Figures) =>
    (figures.get(variant) ?? []).map((figure) => figure[measure]);
  const told = goal === undefined ? measures.slice(0, 3) : measures;
  return told.map(([measure, words, unit, bound]) =>
    row(
      `${title}, ${own}: ${words}`,
      other,
      unit,
      pick(own, measure),
      pick(other, measure),
      bound ? goal : undefined,
    ),
  );
}
