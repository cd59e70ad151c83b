import { type Counts, Party } from '../calls/party';
import { nameOfProgram as nameOf, type Program, type Shape, shapes } from '../calls/variant';
import type { Options } from '../options';
import { inGroup, type Result, type Row, resultOf, row } from '../result';

const bare: Program = ['grpc-js', 'bare'];

/** What is compared with what, in bytes of a call, and which ratio is to be reached. */
const comparisons: ReadonlyArray<readonly [own: Program, other: Program, goal?: number]> = [
  [
    ['nice-grpc', 'installed'],
    ['nice-grpc', 'bare'],
  ],
  [['nice-grpc', 'used'], ['nice-grpc', 'by-hand'], 0.8],
  [
    ['nice-grpc', 'used'],
    ['nice-grpc', 'by-hand-stored'],
  ],
  [
    ['grpc-js', 'installed'],
    ['grpc-js', 'bare'],
  ],
  [
    ['grpc-js', 'used'],
    ['grpc-js', 'by-hand'],
  ],
  [
    ['grpc-js', 'used'],
    ['grpc-js', 'by-hand-stored'],
  ],
  [
    ['stub', 'installed'],
    ['grpc-js', 'bare'],
  ],
  [['stub', 'used'], ['grpc-js', 'by-hand'], 0.8],
];

/** The promises that a call may make in addition to those of one of grpc-js alone. */
const promises: Readonly<Record<Shape, Counts>> = {
  unary: { client: 4, server: 1 },
  stream: { client: 500, server: 200 },
};

/** How much is measured. */
export interface Extent {
  readonly rounds: number;
  /** The calls of one window: so few that their garbage fits into the young generation. */
  readonly calls: Readonly<Record<Shape, number>>;
  readonly warmUp: Readonly<Record<Shape, number>>;
}

const quick: Extent = { rounds: 3, calls: { unary: 500, stream: 20 }, warmUp: { unary: 3000, stream: 150 } };
const full: Extent = { rounds: 7, calls: { unary: 1000, stream: 40 }, warmUp: { unary: 6000, stream: 300 } };

const sides = ['client', 'server'] as const;
const youngGeneration = ['--min-semi-space-size=256', '--max-semi-space-size=256']; // MiB

/** Part 7: the bytes that a call allocates and the promises that it makes, which do not depend on what else the machine does. */
export async function countedPart(options: Options): Promise<Result> {
  const chosen = options.quick ? quick : full;
  const extent = { ...chosen, rounds: options.rounds ?? chosen.rounds };
  return resultOf(7, 'bytes and promises of a call', await countedRows(extent, options.only), [
    'one call at a time; promises: above those of grpc-js alone',
  ]);
}

/** The rows whose name has `only` in it. */
export async function countedRows(extent: Extent, only = ''): Promise<Row[]> {
  const chosen = comparisons.filter(([own]) => nameOf(own).includes(only));
  const programs = new Map(
    [bare, ...chosen.map(([own]) => own), ...chosen.map(([, other]) => other)].map((program) => [
      nameOf(program),
      program,
    ]),
  );
  const found = new Map<string, Found>();
  for (const [name, program] of programs) found.set(name, await measured(program, extent));
  const of = (program: Program) => {
    const figures = found.get(nameOf(program));
    if (figures === undefined)
      throw new Error(`bench: ${nameOf(program)} must have been measured: it was not`);
    return figures;
  };
  const own = [...new Set(chosen.map(([program]) => program))];
  return [
    ...chosen.flatMap(([own, other, goal]) => bytesRows(own, other, of, goal)),
    ...[...new Map(own.map((program) => [nameOf(program), program])).values()].flatMap((program) =>
      promisesRows(program, of),
    ),
  ];
}

/** The counts of each round, by shape and by what is counted. */
type Found = Readonly<Record<Shape, { readonly bytes: Counts[]; readonly promises: Counts[] }>>;

async function measured([runtime, variant]: Program, extent: Extent): Promise<Found> {
  const found: Found = { unary: { bytes: [], promises: [] }, stream: { bytes: [], promises: [] } };
  const party = await Party.start(runtime, variant, undefined, youngGeneration);
  for (const shape of shapes) await party.window(shape, extent.warmUp[shape], 1);
  for (const shape of shapes) {
    for (let round = 0; round < extent.rounds; round++) {
      found[shape].bytes.push(await party.counted('bytes', shape, extent.calls[shape]));
    }
  }
  for (const shape of shapes)
    found[shape].promises.push(await party.counted('promises', shape, extent.calls[shape]));
  await party.end();
  return found;
}

function bytesRows(own: Program, other: Program, of: (program: Program) => Found, goal?: number): Row[] {
  return shapes.flatMap((shape) =>
    sides.map((side) => {
      const pick = (program: Program) => of(program)[shape].bytes.map((counts) => counts[side]);
      return row(
        `${nameOf(own)}: bytes of a ${shape} call, ${side}`,
        nameOf(other),
        'bytes',
        pick(own),
        pick(other),
        goal,
      );
    }),
  );
}

/** The rows whose ratio is the difference itself: `theirs` is 1. */
function promisesRows(own: Program, of: (program: Program) => Found): Row[] {
  const goals = own[0] !== 'grpc-js' && own[1] === 'used' ? promises : undefined; // installed alone makes no more
  return shapes.flatMap((shape) =>
    sides.flatMap((side) => {
      const pick = (program: Program) => of(program)[shape].promises.map((counts) => counts[side]);
      const base = pick(bare)[0] ?? 0;
      const above = pick(own).map((count) => count - base);
      const name = `${nameOf(own)}: promises of a ${shape} call above grpc-js, ${side}`;
      const ones = above.map(() => 1);
      const group = `promises of a ${shape} call above grpc-js, ${side}`;
      return inGroup(group, [row(name, 'one', 'promises', above, ones, goals?.[shape][side])]);
    }),
  );
}
