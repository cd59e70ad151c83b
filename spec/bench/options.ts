import { parseArgs } from 'node:util';
import type { Effort } from './operation';

/** What the command line of `npm run bench` asks for. */
export interface Options {
  /** The parts to run. */
  readonly parts: readonly number[];
  /** Few and short rounds: for a look while working. */
  readonly quick: boolean;
  /** Where the results are written; `undefined` for nowhere. */
  readonly out: string | undefined;
  /** Whether the results that are kept are drawn in the end. */
  readonly draw: boolean;
  /** Only what has this in its name. */
  readonly only: string;
  /** A folder for the processor profiles of the processes of part 3; `undefined` for none. */
  readonly profiles: string | undefined;
  /** How many rounds are measured, instead of what `quick` says. */
  readonly rounds: number | undefined;
}

const everything = [1, 2, 3, 4, 5, 6, 7];

/**
 * Returns the options that `args` give. The results of a whole run are kept in the folder `results` and drawn; those of a
 * quick run, or of one of some rows, are only shown. `--draw` alone draws what is kept.
 */
export function optionsOf(args: readonly string[], results: string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      part: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      draw: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      profiles: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const { quick, only, profiles } = values;
  const kept = !quick && only === '' && values.out === undefined;
  return {
    parts: values.draw ? [] : partsOf(values.part),
    quick,
    out: values.out ?? (kept ? results : undefined),
    draw: values.draw || kept,
    only,
    profiles,
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
  };
}

function partsOf(lists: readonly string[]): number[] {
  const parts = lists.flatMap((list) => list.split(',')).map(Number);
  const unknown = parts.find((part) => !everything.includes(part));
  if (unknown !== undefined) throw new RangeError(`bench: --part must be 1 to 7: got ${unknown}`);
  return parts.length > 0 ? parts : everything;
}

/** How much is spent on a comparison of small operations. */
export function effortOf({ quick, rounds }: Pick<Options, 'quick' | 'rounds'>): Effort {
  return quick ? { rounds: rounds ?? 7, budget: 15e6 } : { rounds: rounds ?? 31, budget: 40e6 };
}
