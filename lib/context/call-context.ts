import { CancelState } from './cancel-state';
import { epochOf, systemClock } from './clock';
import type { Context } from './context';
import { ContextImpl, root } from './context-impl';
import type { Entry } from './key';

/**
 * Returns a context for a call that came in, which carries `entries`, all of reserved keys, and ends at `deadline`
 * (milliseconds since the epoch, or `Infinity`), and its state, which ends it before.
 */
export function newCallContext(
  deadline: number,
  ...entries: ReadonlyArray<Entry<unknown>>
): [ctx: Context, state: CancelState] {
  const state =
    deadline === Number.POSITIVE_INFINITY
      ? new CancelState()
      : CancelState.withDeadline(undefined, deadline - epochOf(systemClock), systemClock, {
          epochTime: deadline,
        });
  return [new ContextImpl(root, (state) => wordsOf(state, entries), state, reservedOf(entries)), state];
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

function wordsOf({ deadline }: CancelState, entries: ReadonlyArray<Entry<unknown>>): string {
  const end =
    deadline === Number.POSITIVE_INFINITY
      ? 'WithCancel'
      : `WithDeadline(${new Date(deadline).toISOString()})`;
  return [end, ...entries.map(({ key }) => `WithValue(${key.name})`)].join('.');
}
