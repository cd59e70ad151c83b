import { systemClock } from './clock';
import type { Context } from './context';
import { background, Derived, derived } from './derived';
import type { Binding } from './key';
import { Scope } from './scope';
import { DeadlineScope } from './triggered-scope';

/**
 * Returns a context for a call that came in, which carries `bindings`, all of slots, and ends at `expires` (milliseconds
 * since the epoch, or `Infinity`), and a function that ends it before. That function is given how many milliseconds before
 * the deadline an end still counts as the deadline: the peer's clock measures the same time, and may be first to say that
 * it is over.
 */
export function withCall(
  expires: number,
  ...bindings: ReadonlyArray<Binding<unknown>>
): [Context, (slack: number) => void] {
  const root = derived('withCall', background());
  const slots: Array<Binding<unknown> | undefined> = [];
  for (const binding of bindings) if (binding.key.slot !== undefined) slots[binding.key.slot] = binding;
  const keys = () => bindings.map(({ key }) => `.WithValue(${key.name})`).join('');
  if (expires === Number.POSITIVE_INFINITY) {
    const scope = new Scope(root.scope);
    return [new Derived(root, () => `WithCancel${keys()}`, scope, undefined, slots), () => scope.cancel()];
  }
  const scope = new DeadlineScope(root.scope, expires, systemClock);
  const step = () => `WithDeadline(${new Date(expires).toISOString()})${keys()}`;
  return [new Derived(root, step, scope, undefined, slots), (slack) => scope.cancelNear(slack)];
}
