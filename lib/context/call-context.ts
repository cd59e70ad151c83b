import { CancelState } from './cancel-state';
import { systemClock } from './clock';
import type { Context } from './context';
import { background, ContextImpl, implOf } from './context-impl';
import type { Entry } from './key';
import { DeadlineState } from './triggered-state';

/**
 * Returns a context for a call that came in, which carries `entries`, all of reserved, and ends at `deadline` (milliseconds
 * since the epoch, or `Infinity`), and its state, which ends it before.
 */
export function newCallContext(
  deadline: number,
  ...entries: ReadonlyArray<Entry<unknown>>
): [ctx: Context, state: CancelState] {
  const root = implOf('newCallContext', background());
  const state =
    deadline === Number.POSITIVE_INFINITY
      ? new CancelState(root.state)
      : new DeadlineState(root.state, deadline, systemClock);
  return [new ContextImpl(root, stepOf, state, undefined, reservedOf(entries)), state];
}

function reservedOf(entries: ReadonlyArray<Entry<unknown>>): Array<Entry<unknown> | undefined> {
  const reserved: Array<Entry<unknown> | undefined> = [];
  for (const entry of entries) {
    const { index } = entry.key;
    if (index === undefined) continue;
    while (reserved.length < index) reserved.push(undefined);
    reserved[index] = entry;
  }
  return reserved;
}

function stepOf({ state: { deadline }, reserved }: ContextImpl): string {
  const end =
    deadline === Number.POSITIVE_INFINITY
      ? 'WithCancel'
      : `WithDeadline(${new Date(deadline).toISOString()})`;
  return [end, ...reserved.flatMap((entry) => (entry ? [`WithValue(${entry.key.name})`] : []))].join('.');
}
