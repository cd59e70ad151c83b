import { inTurn } from '../in-turn';
import type { Options } from '../options';
import { type Result, type Row, resultOf, row } from '../result';
import { type Figures, Party } from './party';
import { nameOfProgram, type Program, type Runtime, type Shape, shapes, type Variant } from './variant';

const concurrency = 16;

/** What is compared with what, and the ratio of processor time that is to be reached. */
type Comparison = readonly [own: Program, other: Program, goal?: number];

/** Programs that are measured in turn, by calls of one shape. */
interface Group {
  readonly name: string;
  readonly shape: Shape;
  readonly comparisons: readonly Comparison[];
}

/** The comparisons within one runtime. */
function within(runtime: Runtime, used: number, installed: number): Comparison[] {
  return [
    [[runtime, 'installed'], [runtime, 'bare'], installed],
    [[runtime, 'used'], [runtime, 'by-hand'], used],
    [
      [runtime, 'used'],
      [runtime, 'by-hand-stored'],
    ],
    [
      [runtime, 'stored'],
      [runtime, 'bare'],
    ],
    [
      [runtime, 'installed'],
      [runtime, 'stored'],
    ],
  ];
}

const grpcJs: Comparison[] = [
  [
    ['grpc-js', 'installed'],
    ['grpc-js', 'bare'],
  ],
  [['grpc-js', 'used'], ['grpc-js', 'by-hand'], 1.05],
  [['grpc-js', 'used'], ['grpc-js', 'by-hand-stored'], 1],
  [
    ['grpc-js', 'stored'],
    ['grpc-js', 'bare'],
  ],
  [['grpc-js', 'installed'], ['grpc-js', 'stored'], 1],
];

const groups: readonly Group[] = [
  { name: 'nice-grpc unary', shape: 'unary', comparisons: within('nice-grpc', 0.85, 0.85) },
  { name: 'nice-grpc stream', shape: 'stream', comparisons: within('nice-grpc', 0.95, 0.9) },
  { name: 'grpc-js unary', shape: 'unary', comparisons: grpcJs },
  { name: 'grpc-js stream', shape: 'stream', comparisons: within('grpc-js', 1.05, 1.05) },
  {
    name: 'stub unary',
    shape: 'unary',
    comparisons: [
      [['stub', 'used'], ['grpc-js', 'by-hand'], 0.85],
      [['stub', 'used'], ['http2', 'by-hand'], 1.8],
    ],
  },
  {
    name: 'frameworks unary',
    shape: 'unary',
    comparisons: [
      [['proto', 'used'], ['connect', 'by-hand-stored'], 0.3],
      [['proto', 'used'], ['nest', 'by-hand-stored'], 0.65],
      [['proto', 'used'], ['proto', 'by-hand-stored'], 0.75],
      [['connect', 'used'], ['connect', 'by-hand'], 1.15],
      [['connect', 'installed'], ['connect', 'bare'], 1.15],
    ],
  },
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
  for (const group of groups) {
    if (group.name.includes(options.only)) rows.push(...(await groupRows(group, extent, options.profiles)));
  }
  return resultOf(3, 'whole calls', rows, [`${concurrency} calls at a time`]);
}

/** The rows for one runtime and shape of call: the comparisons among `chosen`. */
export async function callRows(
  runtime: Runtime,
  shape: Shape,
  extent: Extent,
  chosen: readonly Variant[],
): Promise<Row[]> {
  const name = `${runtime} ${shape}`;
  const all = groups.find((group) => group.name === name)?.comparisons ?? [];
  const comparisons = all.filter(([[, own], [, other]]) => chosen.includes(own) && chosen.includes(other));
  return groupRows({ name, shape, comparisons }, extent);
}

async function groupRows(group: Group, extent: Extent, profiles?: string): Promise<Row[]> {
  const figures = await measured(group, extent, profiles);
  return group.comparisons.flatMap((comparison) => compared(group, figures, comparison));
}

type Found = ReadonlyMap<string, readonly Figures[]>;

async function measured(
  { shape, comparisons }: Group,
  { generations, rounds, calls, warmUp }: Extent,
  profiles: string | undefined,
): Promise<Found> {
  const all = comparisons.flatMap(([own, other]) => [
    [nameOfProgram(own), own] as const,
    [nameOfProgram(other), other] as const,
  ]);
  const programs = new Map(all);
  const figures = new Map<string, Figures[]>([...programs.keys()].map((name) => [name, []]));
  const shapesToWarm = [...programs.values()].every(([runtime]) => hasStreams(runtime)) ? shapes : [shape];
  for (let generation = 0; generation < generations; generation++) {
    const parties = new Map<string, Party>();
    for (const [name, [runtime, variant]] of programs)
      parties.set(name, await Party.start(runtime, variant, profiles));
    for (const party of parties.values()) {
      for (const each of shapesToWarm) await party.window(each, warmUp[each], concurrency);
    }
    const subjects = [...parties].map(([name, party]) => ({
      name,
      measure: () => party.window(shape, calls[shape], concurrency),
    }));
    const found = await inTurn(subjects, rounds);
    for (const [name, list] of figures) list.push(...(found.get(name) ?? []));
    for (const party of parties.values()) await party.end();
  }
  return figures;
}

function hasStreams(runtime: Runtime): boolean {
  return runtime === 'nice-grpc' || runtime === 'grpc-js' || runtime === 'stub';
}

/** What is told of a comparison, in which unit, and whether the goal is for it. */
const measures: ReadonlyArray<readonly [keyof Figures, string, string, boolean]> = [
  ['cpu', 'CPU of both', 's/10,000 calls', true],
  ['client', 'CPU of the client', 's/10,000 calls', false],
  ['server', 'CPU of the server', 's/10,000 calls', false],
  ['wall', `time for calls, ${concurrency} at once`, 's/10,000 calls', false],
  ['p99', 'p99', 'us', false],
];

function compared({ name, shape }: Group, figures: Found, [own, other, goal]: Comparison): Row[] {
  const pick = (program: Program, measure: keyof Figures) =>
    (figures.get(nameOfProgram(program)) ?? []).map((figure) => figure[measure]);
  const isWithin = own[0] === other[0] && name === `${own[0]} ${shape}`;
  const told = goal === undefined ? measures.slice(0, 1) : measures;
  return told.map(([measure, words, unit, bound]) =>
    row(
      `${own[0]} ${shape}, ${own[1]}: ${words}`,
      isWithin ? other[1] : nameOfProgram(other),
      unit,
      pick(own, measure),
      pick(other, measure),
      bound ? goal : undefined,
    ),
  );
}
