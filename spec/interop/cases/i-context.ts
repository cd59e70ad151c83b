import type { Op } from '../../vectors/op';
import { type Case, unit } from '../support/case';
import { background } from './replaying';

const err = (ctx: number): Op => ({ op: 'Err', ctx });
const why = (ctx: number): Op => ({ op: 'Cause', ctx });
const withCancel = (ctx: number): Op => ({ op: 'WithCancel', ctx });
const withCause = (ctx: number): Op => ({ op: 'WithCancelCause', ctx });
const cancel = (ctx: number, text = ''): Op => ({ op: 'Cancel', ctx, text });
const deadline = (ctx: number): Op => ({ op: 'Deadline', ctx });
const withDeadline = (ctx: number, ms: number): Op => ({ op: 'WithDeadline', ctx, ms });
const withTimeout = (ctx: number, ms: number): Op => ({ op: 'WithTimeout', ctx, ms });
const withTimeoutCause = (ctx: number, ms: number, text: string): Op => ({
  op: 'WithTimeoutCause',
  ctx,
  ms,
  text,
});
const afterFunc = (ctx: number): Op => ({ op: 'AfterFunc', ctx });
const ran = (fn: number): Op => ({ op: 'Ran', fn });
const stop = (fn: number): Op => ({ op: 'Stop', fn });

/** I. Contexts. A result of `live` is Go's nil. */
export const contexts: readonly Case[] = [
  unit(
    'C132',
    'cancel is idempotent',
    live(background, withCancel(0), err(1), cancel(1), err(1), cancel(1), err(1)),
  ),
  unit(
    'C133',
    'a parent cancels its children at once, a child neither its parent nor its sibling',
    live(
      background,
      withCancel(0),
      withCancel(1),
      withCancel(1),
      cancel(2),
      err(1),
      err(2),
      err(3),
      cancel(1),
      err(1),
      err(3),
    ),
  ),
  unit(
    'C134',
    "the parent's deadline holds where it is earlier",
    live(
      background,
      withDeadline(0, 1000e3),
      withDeadline(1, 2000e3),
      deadline(2),
      withDeadline(1, 500e3),
      deadline(3),
    ),
  ),
  unit(
    'C135',
    'a deadline that has passed has ended the context',
    live(background, withDeadline(0, -1000), err(1), withTimeout(0, 0), err(2), withTimeout(0, -1), err(3)),
  ),
  unit(
    'C136',
    'the first end counts',
    live(background, withTimeout(0, 0), cancel(1), err(1), withTimeout(0, 3600e3), cancel(2), err(2)),
  ),
  unit(
    'C137',
    'a cause is told beside the error',
    live(
      background,
      withCause(0), cancel(1, 'e'), err(1), why(1), cancel(1, 'second'), why(1),
      withCause(0), cancel(2), err(2), why(2),
    ), // biome-ignore format: one context a line
  ),
  unit(
    'C138',
    'the cause of the first end counts, for parent and child',
    live(
      background,
      withCause(0), withCause(1), cancel(1, 'parent'), cancel(2, 'child'), why(1), why(2),
      withCause(0), withCause(3), cancel(4, 'child'), cancel(3, 'parent'), why(3), why(4),
    ), // biome-ignore format: one family a line
  ),
  unit(
    'C139',
    'the cause of a timeout is that of the deadline that passed',
    live(
      background,
      withTimeoutCause(0, -1, 'given'), err(1), why(1),
      withTimeoutCause(0, 3600e3, 'given'), cancel(2), err(2), why(2),
      withDeadline(0, -1000), withTimeoutCause(3, 3600e3, 'given'), err(4), why(4),
    ), // biome-ignore format: one context a line
  ),
  unit(
    'C140',
    'WithoutCancel keeps the values and nothing else',
    live(
      background,
      { op: 'WithValue', ctx: 0, key: 'k', text: 'v' },
      withDeadline(1, 1000e3),
      withCancel(2),
      { op: 'WithoutCancel', ctx: 3 },
      cancel(3),
      err(3), err(4), why(4), deadline(4),
      { op: 'Value', ctx: 4, key: 'k' },
      withCancel(4), err(5), cancel(5), err(5),
    ), // biome-ignore format: one context a line
  ),
  unit(
    'C141',
    'AfterFunc runs once and apart, unless it was stopped',
    live(
      background,
      withCancel(0), afterFunc(1), afterFunc(1), stop(1), stop(1), cancel(1), ran(0), ran(1), stop(0),
      afterFunc(1), ran(2), stop(2),
      afterFunc(0), ran(3), stop(3),
      { op: 'WithoutCancel', ctx: 1 }, afterFunc(2), ran(4),
    ), // biome-ignore format: one function a line
  ),
  unit(
    'C142',
    'the nearest value counts',
    live(
      background,
      { op: 'WithValue', ctx: 0, key: 'k', text: 'far' },
      { op: 'WithValue', ctx: 1, key: 'k', text: 'near' },
      { op: 'Value', ctx: 2, key: 'k' },
      { op: 'Value', ctx: 1, key: 'k' },
      { op: 'Value', ctx: 2, key: 'other' },
    ),
  ),
  unit(
    'C143',
    'a child of an ended context is born ended',
    live(
      background,
      withCause(0),
      cancel(1, 'e'),
      withCancel(1),
      err(2),
      why(2),
      withDeadline(1, -1000),
      err(3),
      why(3),
    ),
  ),
  unit(
    'C144',
    'a deadline farther than 2^31-1 ms does not come early',
    live(
      background,
      withDeadline(0, 2 ** 31),
      afterFunc(1),
      ran(0),
      err(1),
      deadline(1),
      cancel(1),
      err(1),
      ran(0),
    ),
  ),
];

/** Replays operations; what is observed is what each reading gave, `live` where that is nil. */
function live(...sequence: readonly Op[]): Case['play'] {
  const readings = new Set(['Err', 'Cause', 'Deadline', 'Value', 'Ran', 'Stop']);
  return async ({ unit }) => {
    const { results } = await unit.replay(sequence);
    return results.flatMap((result, i) => (readings.has(sequence[i]?.op ?? '') ? [result ?? 'live'] : []));
  };
}
