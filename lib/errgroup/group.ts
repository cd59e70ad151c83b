import { type CancelCauseFunc, type Context, current, run, withCancelCause } from '../context';
import { contextOf, kindOf, wrongType } from '../context/internal';

/** A function of a group. It has failed if it throws, or returns a promise that rejects. */
export type Task = () => unknown;

/**
 * Functions that work on parts of one task at the same time. A new Group has no limit on how many run, and no context to
 * cancel when one fails: `withContext` returns one that has.
 *
 * Ports `errgroup.Group`.
 */
export class Group {
  private readonly ctx: Context | undefined;
  private readonly cancel: CancelCauseFunc;
  private limit = Number.POSITIVE_INFINITY;
  private active = 0;
  private readonly blocked: Array<() => void> = []; // what starts each function that waits for a place
  private readonly waiting: Array<() => void> = []; // what settles each `wait`
  private failure: { readonly reason: unknown } | undefined; // the first

  constructor();
  /** @internal */
  constructor(ctx: Context, cancel: CancelCauseFunc);
  constructor(ctx?: Context, cancel: CancelCauseFunc = () => {}) {
    this.ctx = ctx;
    this.cancel = cancel;
  }

  /**
   * Calls `f` at once, or when fewer functions run than the limit allows, in the order of the calls of `go`. In `f`, and in
   * all that it starts, `current()` is the context of the group, or of the caller if the group has none.
   *
   * Returns a promise for the moment at which `f` has been called: in Go, `Go` blocks until then. It never rejects. What
   * `f` fails with is what `wait` rejects with if it is the first; the context of the group ends with it as its cause. The
   * others go on, and are waited for.
   *
   * Ports `Group.Go`.
   *
   * @throws TypeError if `f` is not a function.
   * @throws RangeError if the limit is 0: `f` would never be called.
   */
  go(f: Task): Promise<void> {
    mustBeFunction('go', f);
    if (this.limit === 0)
      throw new RangeError('errgroup: go: the limit must not be 0: f would never be called');
    const ctx = this.ctx ?? current();
    if (this.take()) return Promise.resolve(this.#start(ctx, f));
    return this.startLater(ctx, f);
  }

  /**
   * Calls `f` as `go` does, if fewer functions run than the limit allows. Reports whether it did.
   *
   * Ports `Group.TryGo`.
   *
   * @throws TypeError if `f` is not a function.
   */
  tryGo(f: Task): boolean {
    mustBeFunction('tryGo', f);
    if (!this.take()) return false;
    this.#start(this.ctx ?? current(), f);
    return true;
  }

  /**
   * Limits how many functions run at the same time. A negative number is no limit, and with 0 none can be started.
   *
   * Ports `Group.SetLimit`.
   *
   * @throws TypeError if `n` is not an integer.
   * @throws RangeError if there is a limit already and functions are running.
   */
  setLimit(n: number): void {
    if (!Number.isInteger(n))
      throw new TypeError(
        `errgroup: setLimit: n must be an integer: got ${typeof n === 'number' ? n : kindOf(n)}`,
      );
    if (n >= 0 && this.active > 0 && this.limit !== Number.POSITIVE_INFINITY)
      throw new RangeError(
        `errgroup: modify limit while ${this.active} goroutines in the group are still active`,
      );
    this.limit = n < 0 ? Number.POSITIVE_INFINITY : n;
    while (this.blocked.length > 0 && this.take()) this.blocked.shift()?.();
  }

  /**
   * Waits until all functions that `go` and `tryGo` were given have ended. Then the context of the group ends, if it has
   * not yet. The result need not be awaited: a failure that is not looked at is lost, as in Go.
   *
   * Ports `Group.Wait`.
   *
   * @throws What the first function that failed threw, if one did: the same thing, whatever it is.
   */
  wait(): Promise<void> {
    const ended = this.idle().then(() => {
      this.cancel(this.failure?.reason);
      if (this.failure !== undefined) throw this.failure.reason;
    });
    ended.catch(() => {}); // for callers that do not await it
    return ended;
  }

  /** Takes a place for one function. Reports whether there was one. */
  private take(): boolean {
    if (this.active >= this.limit) return false;
    this.active++;
    return true;
  }

  /** Calls `f`, for which a place was taken. */
  #start(ctx: Context, f: Task): void {
    const running = run(ctx, async () => f());
    running.then(
      () => this.leave(),
      (reason: unknown) => {
        if (this.failure === undefined) {
          this.failure = { reason };
          this.cancel(reason);
        }
        this.leave();
      },
    );
  }

  /** An asynchronous function, so that whatever other libraries bind to the caller is bound to `f` too. */
  private async startLater(ctx: Context, f: Task): Promise<void> {
    await new Promise<void>((resolve) => this.blocked.push(resolve));
    this.#start(ctx, f);
  }

  /** Gives the place of a function that has ended to the next, if one waits. */
  private leave(): void {
    this.active--;
    if (this.blocked.length > 0 && this.take()) this.blocked.shift()?.();
    if (this.active === 0) for (const settle of this.waiting.splice(0)) settle();
  }

  private idle(): Promise<void> {
    if (this.active === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/**
 * Returns a group, and its context, which is derived from `ctx`. The context ends when a function of the group fails or
 * when `wait` is done, whichever happens first; `cause` tells the failure.
 *
 * Ports `errgroup.WithContext`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function withContext(ctx?: Context): [Group, Context] {
  const [own, cancel] = withCancelCause(contextOf('errgroup: withContext', ctx));
  return [new Group(own, cancel), own];
}

function mustBeFunction(name: string, f: unknown): void {
  if (typeof f !== 'function') throw wrongType(`errgroup: ${name}: f`, 'a function', f);
}
