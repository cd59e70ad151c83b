import { current } from './ambient';
import { CancelState } from './cancel-state';
import { epochOf, systemClock } from './clock';
import { type Context, type Entry, type Key, mustBeKey } from './context';
import { ContextImpl, root } from './context-impl';

/**
 * Returns a context derived from `ctx` in which `key` has `value`. The nearest binding of a key wins.
 *
 * Use it for data that travels with a request through functions and APIs, not to pass optional parameters. The
 * value is kept as it is: what several calls share must not be changed by one of them.
 *
 * Ports Go's `context.WithValue`.
 *
 * @throws TypeError if `key` was not made by `key()`, or `ctx` is not a context.
 */
export function withValue<T>(ctx: Context | undefined, key: Key<T>, value: T): Context;
export function withValue<T>(key: Key<T>, value: T): Context;
export function withValue<T>(...args: [Context | undefined, Key<T>, T] | [Key<T>, T]): Context {
  const [ctx, key, value] = args.length === 2 ? [undefined, ...args] : args;
  const there = ctx === undefined ? current() : ctx;
  return ContextImpl.withValue('context: withValue', there, mustBeKey('withValue', key), value);
}

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
