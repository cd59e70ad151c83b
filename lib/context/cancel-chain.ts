import type { Cancellation } from './cancellation';

/** A state that can end, as its chain knows it. */
export interface Member {
  /** Its chain; a state with nothing above has none until something is derived from it or waits for it. */
  readonly chain: CancelChain;
  readonly position: number;
  /** How it ended, once that is known. */
  readonly ended: Cancellation | undefined;
  /** Has `chain`, which starts below this, settled with this. Returns whether nothing waited for this before. */
  attach(chain: CancelChain): boolean;
  /** Undoes `attach`. Returns whether nothing waits for this any more. */
  detach(chain: CancelChain): boolean;
  /** Notifies its subscribers that it has ended, and adds the chains that start below it to `chains`. */
  settle(chains: CancelChain[]): void;
}

/**
 * A line of states, each derived from the one before: the first child of a state continues its chain, and each further
 * child starts a chain of its own. When a state ends, all after it have ended.
 *
 * So what it costs to ask a state whether it has ended, or to wait for that, does not depend on how many are above it, but
 * on how many chains; and a chain holds on to no state but those that are waited for.
 */
export class CancelChain {
  private readonly parent: Member | undefined; // of the first state
  private readonly top: CancelChain; // of all chains that begin below one first state
  private length = 0;
  private ends: Member[] | undefined; // in the order of time, so that each stands before the one that ended earlier
  private waiting: Member | Map<number, Member> | undefined; // by position, if there is more than one
  private version = 0; // of the topmost chain: how often something in or below it has ended
  private checked = -1; // the version at which nothing above this chain had ended

  constructor(parent?: Member) {
    this.parent = parent;
    this.top = parent?.chain.top ?? this;
  }

  /** Returns the chain of a new child of `parent`. */
  static below(parent: Member): CancelChain {
    const { chain, position, ended } = parent;
    return ended === undefined && position === chain.length - 1 ? chain : new CancelChain(parent);
  }

  /** Adds a state at the end, and returns its position. */
  append(): number {
    return this.length++;
  }

  /** Returns how the state at `position` ended, as far as that was recorded in this chain or in one above. */
  recorded(position: number): Cancellation | undefined {
    return this.recordedHere(position) ?? this.recordedAbove();
  }

  private recordedHere(position: number): Cancellation | undefined {
    const { ends } = this;
    if (ends === undefined) return undefined;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.position ?? 0) <= position) high = middle;
      else low = middle + 1;
    }
    return ends[low]?.ended;
  }

  private recordedAbove(): Cancellation | undefined {
    const version = this.top.version;
    for (let chain: CancelChain = this; chain.checked !== version && chain.parent !== undefined; ) {
      const { parent }: CancelChain = chain;
      const end = parent.ended ?? parent.chain.recordedHere(parent.position);
      if (end !== undefined) return end;
      chain = parent.chain;
    }
    for (let chain: CancelChain = this; chain.checked !== version && chain.parent !== undefined; ) {
      chain.checked = version;
      chain = chain.parent.chain;
    }
    return undefined;
  }

  /** Records that `member` has ended, and notifies all that wait for that. */
  end(member: Member): void {
    this.top.version++;
    const taken = this.take(member.position);
    if (member.position < this.length - 1) {
      this.ends ??= [];
      this.ends.push(member);
    }
    CancelChain.settle(taken);
  }

  /** Returns those that wait from `position` on, in order, which are forgotten. */
  private take(position: number): readonly Member[] {
    const { waiting } = this;
    if (waiting === undefined) return [];
    const taken = waiting instanceof Map ? this.from(position, waiting) : [waiting];
    if (taken[0] === undefined || taken[0].position < position) return [];
    for (const member of taken) CancelChain.leave(member);
    return taken;
  }

  /** Returns those of `waiting` from `position` on, in order. It looks at the positions or at all that wait: at fewer of both. */
  private from(position: number, waiting: ReadonlyMap<number, Member>): readonly Member[] {
    const end = this.ends?.at(-1)?.position ?? this.length;
    if (waiting.size < end - position) {
      const found = [...waiting.values()].filter((member) => member.position >= position);
      return found.sort((a, b) => a.position - b.position);
    }
    const found: Member[] = [];
    for (let i = position; i < end; i++) {
      const member = waiting.get(i);
      if (member !== undefined) found.push(member);
    }
    return found;
  }

  /** Has `member`, which has not ended, settled when it ends. */
  static wait(member: Member): void {
    for (let next = member; ; ) {
      const { chain, position } = next;
      const { waiting } = chain;
      if (waiting instanceof Map) waiting.set(position, next);
      else if (waiting !== undefined && waiting !== next)
        chain.waiting = new Map([waiting, next].map((one) => [one.position, one]));
      else chain.waiting = next;
      if (waiting !== undefined || chain.parent?.attach(chain) !== true) return;
      next = chain.parent;
    }
  }

  /** Undoes `wait`. */
  static leave(member: Member): void {
    for (let next = member; ; ) {
      const { chain, position } = next;
      const { waiting, parent } = chain;
      if (waiting instanceof Map) waiting.delete(position);
      if (waiting !== next && !(waiting instanceof Map && waiting.size === 0)) return;
      chain.waiting = undefined;
      if (parent?.detach(chain) !== true) return;
      next = parent;
    }
  }

  /** Settles `members`, which have ended, and all that wait below them; in a loop, since there may be many. */
  static settle(members: readonly Member[]): void {
    const chains: CancelChain[] = [];
    for (const member of members) member.settle(chains);
    for (const chain of chains) for (const member of chain.take(0)) member.settle(chains);
  }
}
