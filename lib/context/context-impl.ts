import { type CancelState, NeverState } from './cancel-state';
import { clockOf } from './clock';
import { brand, type Context, mustBeContext } from './context';
import { ForeignState } from './foreign-state';
import { type Entry, type Key, ValueEntry } from './key';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** How a context came from its parent, for `toString`: a word, a function that makes one of it, or the key that was bound. */
type Step = string | ((ctx: ContextImpl) => string) | Key<unknown>;

type Reserved = ReadonlyArray<Entry<unknown> | undefined>;

/**
 * The one kind of context that the library makes. It shares with its parent all that it does not change: the
 * state if it cannot end on its own, the entries if it binds nothing.
 */
export class ContextImpl implements Context {
  readonly state: CancelState;
  readonly entries: Entry<unknown> | undefined;
  readonly reserved: Reserved;
  private readonly parent: ContextImpl | undefined; // for toString alone
  private readonly step: Step;
  private readonly adopted: Context | undefined; // at the root, if that is not of our making

  constructor(
    parent: ContextImpl | undefined,
    step: Step,
    state: CancelState,
    entries = parent?.entries,
    reserved: Reserved = parent?.reserved ?? [],
    adopted = parent?.adopted,
  ) {
    this.state = state;
    this.entries = entries;
    this.reserved = reserved;
    this.parent = parent;
    this.step = step;
    this.adopted = adopted;
  }

  get deadline(): Date | undefined {
    const { deadline } = this.state;
    return deadline === Number.POSITIVE_INFINITY ? undefined : new Date(deadline);
  }

  get signal(): AbortSignal {
    return this.state.signal;
  }

  err(): Error | undefined {
    return this.state.err();
  }

  value<T>(key: Key<T>): T | undefined {
    let entry = key.index === undefined ? this.entries : this.reserved[key.index];
    while (entry !== undefined) {
      if (key.binds(entry)) return entry.value;
      entry = entry.next;
    }
    return this.adopted?.value(key);
  }

  toString(): string {
    const steps: string[] = [];
    for (let ctx: ContextImpl | undefined = this; ctx !== undefined; ctx = ctx.parent) {
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

function isContextImpl(ctx: Context): ctx is ContextImpl {
  return brand in ctx;
}

/**
 * Returns `ctx` as one of our own: itself, or, if it is of the user's making, a context that follows it.
 *
 * @throws TypeError if it is not a context; `name` is the function that needs one.
 */
export function implOf(name: string, ctx: Context): ContextImpl {
  const parent = mustBeContext(name, ctx);
  if (isContextImpl(parent)) return parent;
  const state = new ForeignState(parent, clockOf(parent));
  return new ContextImpl(undefined, () => String(parent), state, undefined, undefined, parent);
}

/** Returns the state of `ctx`, which is known to be a context: that of a context of the user's making is made anew. */
export function cancelStateOf(ctx: Context): CancelState {
  return implOf('cancelStateOf', ctx).state;
}

/** Returns a context derived from `ctx` that binds `value` to `key` and is otherwise the same. */
export function withEntry<T>(ctx: ContextImpl, key: Key<T>, value: T): ContextImpl {
  if (key.index === undefined)
    return new ContextImpl(ctx, key, ctx.state, new ValueEntry(key, value, ctx.entries));
  const reserved = ctx.reserved.slice();
  reserved[key.index] = new ValueEntry(key, value);
  return new ContextImpl(ctx, key, ctx.state, ctx.entries, reserved);
}

function wordOf(ctx: ContextImpl, step: Step): string {
  if (typeof step === 'string') return step;
  return typeof step === 'function' ? step(ctx) : `WithValue(${step.name})`;
}

const root = new ContextImpl(undefined, 'context.Background', new NeverState());
const unclear = new ContextImpl(undefined, 'context.TODO', new NeverState());

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
