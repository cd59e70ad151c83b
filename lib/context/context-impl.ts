import { types } from 'node:util';
import { CancelState } from './cancel-state';
import { clockOf } from './clock';
import { type Context, type Entry, isOf, type Key, mustBeKey, ValueEntry } from './context';
import { looksLikeContext, wrongType } from './kind';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** How a context was derived, for `toString`: in words, by a function that returns them, or by the key of a value. */
type Step = string | ((state: CancelState) => string) | Key<unknown>;

type ReservedEntries = ReadonlyArray<Entry<unknown> | undefined>;

/**
 * The only kind of context that the library makes. It shares with its parent all that it does not change: the state if it
 * cannot end on its own, the entries if it has no value of its own. Its fields are private, so that nothing prints them.
 */
export class ContextImpl implements Context {
  readonly #state: CancelState;
  readonly #entries: Entry<unknown> | undefined;
  readonly #reserved: ReservedEntries;
  readonly #parent: ContextImpl | undefined; // for toString alone
  readonly #step: Step;
  readonly #foreign: Context | undefined; // at the root, if that is user-defined

  constructor(
    parent: ContextImpl | undefined,
    step: Step,
    state: CancelState,
    reserved: ReservedEntries = parent === undefined ? [] : parent.#reserved,
    entries = parent === undefined ? undefined : parent.#entries,
    foreign = parent === undefined ? undefined : parent.#foreign,
  ) {
    this.#state = state;
    this.#entries = entries;
    this.#reserved = reserved;
    this.#parent = parent;
    this.#step = step;
    this.#foreign = foreign;
  }

  /**
   * Returns `ctx` as one of ours: itself, or, if it is user-defined, a context that follows it.
   *
   * @throws TypeError if it is not a context. `where`, the function with its package, begins the text.
   */
  static of(where: string, ctx: Context): ContextImpl {
    if (typeof ctx === 'object' && ctx !== null && #state in ctx) return ctx;
    const foreign = mustBeContext(where, ctx);
    const { deadline } = foreign;
    if (deadline !== undefined && !types.isDate(deadline)) {
      throw wrongType(`${where}: ctx.deadline`, 'a Date', deadline);
    }
    const state = CancelState.following(foreign, deadline?.getTime(), clockOf(foreign));
    return new ContextImpl(undefined, () => String(foreign), state, undefined, undefined, foreign);
  }

  /** Reports whether `x` is a context: one of ours, of another copy of this library, or a user-defined one. */
  static is(x: unknown): x is Context {
    return typeof x === 'object' && x !== null && (#state in x || looksLikeContext(x));
  }

  /** Returns the state of `ctx`: that of a user-defined context is made anew. `where` is for the error of `of`. */
  static stateOf(ctx: Context, where = 'context: Context'): CancelState {
    return ContextImpl.of(where, ctx).#state;
  }

  /** Returns a context derived from `ctx` in which `key` has `value`. `where` is for the error of `of`. */
  static withValue<T>(where: string, ctx: Context, key: Key<T>, value: T): ContextImpl {
    const parent = ContextImpl.of(where, ctx);
    const { index } = key;
    if (index === undefined) {
      const entry = new ValueEntry(key, value, parent.#entries);
      return new ContextImpl(parent, key, parent.#state, parent.#reserved, entry);
    }
    const reserved = parent.#reserved.slice();
    reserved[index] = new ValueEntry(key, value);
    return new ContextImpl(parent, key, parent.#state, reserved);
  }

  get deadline(): Date | undefined {
    const { deadline } = this.#state;
    return deadline === Number.POSITIVE_INFINITY ? undefined : new Date(deadline);
  }

  get signal(): AbortSignal {
    return this.#state.signal;
  }

  err(): Error | undefined {
    return this.#state.err();
  }

  value<T>(key: Key<T>): T | undefined {
    if (typeof key?.id !== 'symbol') mustBeKey('Context.value', key);
    let entry = key.index === undefined ? this.#entries : this.#reserved[key.index];
    while (entry !== undefined) {
      if (isOf(key, entry)) return entry.value;
      entry = entry.next;
    }
    return this.#foreign?.value(key);
  }

  toString(): string {
    const steps: string[] = [];
    for (let ctx: ContextImpl | undefined = this; ctx !== undefined; ctx = ctx.#parent) {
      steps.push(wordsOf(ctx.#step, ctx.#state));
    }
    return steps.reverse().join('.');
  }

  /**
   * What grpc-js looks for in the options of a call, before it copies them and loses all that a context is.
   *
   * @throws TypeError always: a context is not the options of a call.
   */
  get interceptors(): never {
    throw new TypeError('grpc-js: options must be an object: got Context: write { ctx }');
  }

  /** Returns what `toString` does, so that no value is put to JSON. */
  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}

function wordsOf(step: Step, state: CancelState): string {
  if (typeof step === 'string') return step;
  return typeof step === 'function' ? step(state) : `WithValue(${step.name})`;
}

export const isContext = ContextImpl.is;
export const cancelStateOf = ContextImpl.stateOf;
export const withReservedValue = ContextImpl.withValue;

/**
 * Returns `ctx`.
 *
 * @throws TypeError if it is not a context. `where`, the function with its package, begins the text.
 */
export function mustBeContext(where: string, ctx: unknown): Context {
  if (isContext(ctx)) return ctx;
  throw wrongType(`${where}: ctx`, 'a Context', ctx);
}

/** A state that never ends: that of `background()` and of `withoutCancel`. */
export class EndlessState extends CancelState {
  override get isEndless(): boolean {
    return true;
  }

  override subscribe(): void {}
}

/** What `background` returns. */
export const root = new ContextImpl(undefined, 'context.Background', new EndlessState());
const unclear = new ContextImpl(undefined, 'context.TODO', new EndlessState());

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

/**
 * Checks that `f` is a function.
 *
 * @throws TypeError if it is not; `argument` of the function `name` should be one.
 */
export function mustBeFunction(name: string, argument: string, f: unknown): void {
  if (typeof f === 'function') return;
  throw wrongType(`context: ${name}: ${argument}`, 'a function', f);
}
