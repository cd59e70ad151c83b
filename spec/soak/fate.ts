import { Status } from 'nice-grpc-common';
import type { Random } from '../support/random';

/** What becomes of a call of the soak. */
const fates = ['whole', 'whole', 'whole', 'cancelled', 'expires', 'fails', 'left', 'upload breaks'] as const;
export type Fate = (typeof fates)[number];

/** A call that is about to be made. */
export interface Plan {
  readonly id: string;
  readonly fate: Fate;
  /** After how many turns of the event loop a call is cancelled. */
  readonly turns: number;
  /** How long a call may take, in milliseconds; `undefined` for no deadline. */
  readonly timeout: number | undefined;
}

export function planOf(i: number, random: Random): Plan {
  const fate = random.of(fates);
  return {
    id: `call-${i}`,
    fate,
    turns: random.below(30),
    timeout: fate === 'expires' ? random.below(30) : random.below(4) === 0 ? 3_600_000 : undefined,
  };
}

/** The codes with which a call may end, by its fate: one that is cut short may be whole before that. */
export const allowed: Readonly<Record<Fate, readonly Status[]>> = {
  whole: [Status.OK],
  cancelled: [Status.OK, Status.CANCELLED],
  expires: [Status.OK, Status.DEADLINE_EXCEEDED],
  fails: [Status.NOT_FOUND],
  left: [Status.OK, Status.CANCELLED],
  'upload breaks': [Status.OK, Status.CANCELLED, Status.UNKNOWN, Status.INTERNAL],
};
