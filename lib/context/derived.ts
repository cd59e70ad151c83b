import { AdoptedScope } from './adopted-scope';
import { clockOf } from './clock';
import { brand, type Context, mustBeContext } from './context';
import { type Binding, Bound, type Key } from './key';
import { EndlessScope, type Scope } from './scope';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** How a context came from its parent, for `toString`: a word, a function that makes one of it, or the key that was bound. */
type Step = string | ((ctx: Derived) => string) | Key<unknown>;

type Slots = ReadonlyArray<Binding<unknown> | undefined>;

/**
 * The one kind of context that the library makes. It shares with its parent all that it does not change: the
 * scope if it cannot end on its own, the bindings if it binds nothing.
 */
export class Derived implements Context {
  readonly scope: Scope;
  readonly bindings: Binding<unknown> | undefined;
  readonly slots: Slots;
  private readonly parent: Derived | undefined; // for toString alone
  private readonly step: Step;
  private readonly adopted: Context | undefined; // at the root, if that is not of our making

  constructor(
    parent: Derived | undefined,
    step: Step,
    scope: Scope,
    bindings = parent?.bindings,
    slots: Slots = parent?.slots ?? [],
    adopted = parent?.adopted,
  ) {
    this.scope = scope;
    this.bindings = bindings;
    this.slots = slots;
    this.parent = parent;
    this.step = step;
    this.adopted = adopted;
  }

  get deadline(): Date | undefined {
    const { expires } = this.scope;
    return expires === Number.POSITIVE_INFINITY ? undefined : new Date(expires);
  }

  get signal(): AbortSignal {
    return this.scope.signal;
  }

  err(): Error | undefined {
    return this.scope.end()?.err;
  }

  value<T>(key: Key<T>): T | undefined {
    let binding = key.slot === undefined ? this.bindings : this.slots[key.slot];
    while (binding !== undefined) {
      if (key.binds(binding)) return binding.value;
      binding = binding.next;
    }
    return this.adopted?.value(key);
  }

  toString(): string {
    const steps: string[] = [];
    for (let ctx: Derived | undefined = this; ctx !== undefined; ctx = ctx.parent) {
      steps.push(wordOf(ctx, ctx.step));
    }
    return steps.reverse().join('.');
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }

  get [brand](): true {
    return true;
  }
}

function isDerived(ctx: Context): ctx is Derived {
  return brand in ctx;
}

/**
 * Returns `ctx` as one of our own: itself, or, if it is of the user's making, a context that follows it.
 *
 * @throws TypeError if it is not a context; `name` is the function that needs one.
 */
export function derived(name: string, ctx: Context): Derived {
  const parent = mustBeContext(name, ctx);
  if (isDerived(parent)) return parent;
  const scope = new AdoptedScope(parent, clockOf(parent));
  return new Derived(undefined, () => String(parent), scope, undefined, undefined, parent);
}

/** Returns the scope of `ctx`, which is known to be a context: that of a context of the user's making is made anew. */
export function scopeOf(ctx: Context): Scope {
  return derived('scopeOf', ctx).scope;
}

/** Returns a context derived from `ctx` that binds `value` to `key` and is otherwise the same. */
export function binding<T>(ctx: Derived, key: Key<T>, value: T): Derived {
  if (key.slot === undefined) return new Derived(ctx, key, ctx.scope, new Bound(key, value, ctx.bindings));
  const slots = ctx.slots.slice();
  slots[key.slot] = new Bound(key, value);
  return new Derived(ctx, key, ctx.scope, ctx.bindings, slots);
}

function wordOf(ctx: Derived, step: Step): string {
  if (typeof step === 'string') return step;
  return typeof step === 'function' ? step(ctx) : `WithValue(${step.name})`;
}

const root = new Derived(undefined, 'context.Background', new EndlessScope());
const unclear = new Derived(undefined, 'context.TODO', new EndlessScope());

/**
 * Returns the context that is never cancelled, has no deadline and carries no values: the root of all others.
 *
 * Ports Go's `context.Background`.
 */
export function background(): Context {
  return root;
}

/**
 * Returns a context like `background()`, for where it is not yet clear which context to use.
 *
 * Ports Go's `context.TODO`.
 */
export function todo(): Context {
  return unclear;
}
