import { type Cancellation, each, excluding, including, type OneOrMore } from './cancellation';
import type { Clock } from './clock';
import type { Context } from './context';
import type { Owner } from './deadline-timer';
import { Canceled, DeadlineExceeded } from './errors';
import { isSignal, wrongType } from './kind';

/** What ends a state from outside: a signal, or a user-defined context. */
export abstract class Source {
  private readonly outer: Source | undefined; // the nearest above
  private readonly owner: Owner;
  private waiters = 0;

  constructor(owner: Owner, outer: Source | undefined) {
    this.owner = owner;
    this.outer = outer;
  }

  /** Returns how it ends the state, or `undefined` while it does not. */
  protected abstract ending(): Pick<Cancellation, 'err' | 'cause'> | undefined;

  /** The signal that aborts when there is an ending. */
  protected abstract signal(): AbortSignal;

  /** Ends the state, or the nearest above that another source ends, if there is an ending. Returns how. */
  look(clock: Clock): Cancellation | undefined {
    for (let source: Source | undefined = this; source !== undefined; source = source.outer) {
      const ending = source.ending();
      if (ending === undefined) continue;
      source.owner.end({ ...ending, at: clock.now(), clock });
      return source.owner.cancellation();
    }
    return undefined;
  }

  /** Has the states end as soon as there is an ending, not only when they are asked. */
  wait(): void {
    for (let source: Source | undefined = this; source !== undefined; source = source.outer) {
      if (source.waiters === 0) listen(source.signal(), source.owner);
      source.waiters++;
    }
  }

  /** Undoes one `wait`. */
  leave(): void {
    for (let source: Source | undefined = this; source !== undefined; source = source.outer) {
      if (--source.waiters === 0) unlisten(source.signal(), source.owner);
    }
  }
}

/** The states that a signal ends, and the one listener that it has for them. */
interface Listening {
  owners: OneOrMore<Owner>;
  readonly listener: () => void;
}

const listenings = new WeakMap<AbortSignal, Listening>();

function listen(signal: AbortSignal, owner: Owner): void {
  if (!isSignal(signal)) {
    throw wrongType('context: Context.signal:', 'an AbortSignal', signal);
  }
  const listening = listenings.get(signal);
  if (listening !== undefined) {
    listening.owners = including(listening.owners, owner);
    return;
  }
  const listener = () => each(listenings.get(signal)?.owners, (owner) => owner.cancellation());
  listenings.set(signal, { owners: owner, listener });
  signal.addEventListener('abort', listener, { once: true });
}

function unlisten(signal: AbortSignal, owner: Owner): void {
  const listening = listenings.get(signal);
  if (listening === undefined) return;
  listening.owners = excluding(listening.owners, owner);
  if (listening.owners !== undefined) return;
  listenings.delete(signal);
  signal.removeEventListener('abort', listening.listener);
}

/** A signal that ends a state. */
export class SignalSource extends Source {
  private readonly trigger: AbortSignal;

  constructor(owner: Owner, outer: Source | undefined, trigger: AbortSignal) {
    super(owner, outer);
    this.trigger = trigger;
  }

  /** Reports whether this is `signal`. */
  is(signal: AbortSignal): boolean {
    return this.trigger === signal;
  }

  protected ending(): Pick<Cancellation, 'err' | 'cause'> | undefined {
    if (!this.trigger.aborted) return undefined;
    const reason: unknown = this.trigger.reason;
    const err = isTimeout(reason) ? DeadlineExceeded : Canceled;
    return { err, cause: reason ?? err };
  }

  protected signal(): AbortSignal {
    return this.trigger;
  }
}

/** A user-defined context that ends a state. */
export class ContextSource extends Source {
  private readonly ctx: Context;

  constructor(owner: Owner, ctx: Context) {
    super(owner, undefined);
    this.ctx = ctx;
  }

  protected ending(): Pick<Cancellation, 'err' | 'cause'> | undefined {
    const err = this.ctx.err();
    if (err === undefined) return undefined;
    const { aborted, reason } = this.ctx.signal;
    return { err, cause: (aborted ? reason : undefined) ?? err };
  }

  protected signal(): AbortSignal {
    return this.ctx.signal;
  }
}

/**
 * Reports whether `reason` is a TimeoutError, by its name, as an error of another realm is not an `instanceof Error` here.
 */
function isTimeout(reason: unknown): boolean {
  return (
    typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === DeadlineExceeded.name
  );
}
