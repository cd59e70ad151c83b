import type { Op } from '../../vectors/op';
import type { Case } from '../support/case';

/** Replays operations; what is observed is the result of each that has one. */
export function ops(...sequence: readonly Op[]): Case['play'] {
  return async ({ unit }) => {
    const { results } = await unit.replay(sequence);
    const told = results.filter((result) => result !== null);
    return told.length === 1 ? told[0] : told;
  };
}

/** Replays operations; what is observed is the result of the last. */
export function last(...sequence: readonly Op[]): Case['play'] {
  return async ({ unit }) => (await unit.replay(sequence)).results.at(-1);
}

/** The operation that makes an MD of pairs. */
export function pairs(...kv: string[]): Op {
  return { op: 'Pairs', kv };
}

export const background: Op = { op: 'Background' };

/** Replays operations; what is observed is what each reading of one key gave. */
export function valuesRead(...sequence: readonly Op[]): Case['play'] {
  return async ({ unit }) => {
    const { results } = await unit.replay(sequence);
    return results.filter((_, i) => sequence[i]?.op.startsWith('ValueFrom'));
  };
}
