import { background, type Context, type Key, key } from '../../lib/context';
import type { MD } from '../../lib/metadata';

/** A context, and the function that ends it if it has one. */
interface Node {
  readonly ctx: Context;
  readonly cancel?: (text: string) => void;
}

/** A function that `afterFunc` holds. */
interface After {
  readonly stop: () => boolean;
  readonly ran: () => boolean;
}

/** The results of the operations so far. */
export interface State {
  readonly mds: MD[];
  readonly lists: string[][];
  readonly ctxs: Node[];
  readonly fns: After[];
  readonly background: Context;
  readonly base: number;
  /** Returns the key of that name; the same at each call. */
  key(name: string): Key<string>;
  md(n: number): MD;
  ctx(n: number): Context;
}

export function state(): State {
  const keys = new Map<string, Key<string>>();
  const all: State = {
    mds: [],
    lists: [],
    ctxs: [],
    fns: [],
    background: background(),
    base: Date.now(),
    key(name) {
      const known = keys.get(name) ?? key<string>(name);
      keys.set(name, known);
      return known;
    },
    md: (n) => member(all.mds, n),
    ctx: (n) => member(all.ctxs, n).ctx,
  };
  return all;
}

/** Returns the result with that number. */
export function member<T>(list: readonly T[], n: number): T {
  const found = list[n];
  if (found === undefined)
    throw new Error(`spec/vectors: an operation must name an earlier result: got ${n}`);
  return found;
}
