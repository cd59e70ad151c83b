import { systemClock } from './clock';
import type { Context } from './context';
import { background, Derived, derived } from './derived';
import type { Binding } from './key';
import { Scope } from './scope';
import { DeadlineScope } from './triggered-scope';

/**
 * Returns a context for a call that came in, which carries `bindings`, all of slots, and ends at `expires` (milliseconds
 * since the epoch, or `Infinity`), and its scope, which ends it before.
 */
export function withCall(
  expires: number,
  ...bindings: ReadonlyArray<Binding<unknown>>
): [ctx: Context, scope: Scope] {
  const root = derived('withCall', background());
  const scope =
    expires === Number.POSITIVE_INFINITY
      ? new Scope(root.scope)
      : new DeadlineScope(root.scope, expires, systemClock);
  return [new Derived(root, stepOf, scope, undefined, slotsOf(bindings)), scope];
}

function slotsOf(bindings: ReadonlyArray<Binding<unknown>>): Array<Binding<unknown> | undefined> {
  const slots: Array<Binding<unknown> | undefined> = [];
  for (const binding of bindings) {
    const { slot } = binding.key;
    if (slot === undefined) continue;
    while (slots.length < slot) slots.push(undefined);
    slots[slot] = binding;
  }
  return slots;
}

function stepOf({ scope: { expires }, slots }: Derived): string {
  const end =
    expires === Number.POSITIVE_INFINITY ? 'WithCancel' : `WithDeadline(${new Date(expires).toISOString()})`;
  return [end, ...slots.flatMap((binding) => (binding ? [`WithValue(${binding.key.name})`] : []))].join('.');
}
