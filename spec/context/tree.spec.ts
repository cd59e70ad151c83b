import fc from 'fast-check';
import {
  afterFunc,
  background,
  Canceled,
  type Context,
  cause,
  DeadlineExceeded,
  type Key,
  key,
  withCancelCause,
  withoutCancel,
  withSignal,
  withTimeoutCause,
  withValue,
} from '../../lib/context';
import { clockKey } from '../../lib/context/internal';
import { FakeClock } from '../support/fake-clock';
import { microtasks } from '../support/time';
import { type Node, TreeModel } from './tree-model';

jest.setTimeout(60_000); // some thousand trees, and the machine may be busy

type Kind = 'withValue' | 'withCancelCause' | 'withTimeoutCause' | 'withoutCancel' | 'withSignal';

/** One thing that happens. `of` chooses among the contexts that there are. */
type Event = Derivation | Deed | Pause;

interface Derivation {
  readonly derive: Kind;
  readonly of: number;
  readonly n: number;
}

interface Deed {
  readonly do: 'cancel' | 'look' | 'watch' | 'register' | 'unregister';
  readonly of: number;
}

interface Pause {
  readonly how: 'pass' | 'passBusy';
  readonly ms: number;
}

/** A context beside what it has to be. */
interface Pair {
  readonly ctx: Context;
  readonly node: Node;
  readonly cancel?: (reason: string) => string; // returns the cause that it gives
  signal?: AbortSignal;
  aborts: number;
  readonly registered: { stop: () => boolean; calls: number; ended: boolean; stopped: boolean }[];
}

const keys: Key<number>[] = [0, 1, 2].map((n) => key<number>(`key ${n}`));

/** A tree of contexts and its model, which live through the same events. */
class Forest {
  private readonly clock = new FakeClock();
  private readonly model = new TreeModel();
  private readonly all: Pair[];
  private reasons = 0;

  constructor() {
    const ctx = withValue(background(), clockKey, this.clock);
    this.all = [{ ctx, node: this.model.root, aborts: 0, registered: [] }];
  }

  happen(event: Event): void {
    if ('how' in event) {
      this.model.pass(event.ms);
      this.clock[event.how](event.ms);
    } else if ('derive' in event) {
      this.all.push({ ...this.derived(this.chosen(event.of), event), aborts: 0, registered: [] });
    } else {
      this[event.do](this.chosen(event.of));
    }
  }

  /** Has each context waited for. */
  watchAll(): void {
    for (const pair of this.all) this.watch(pair);
  }

  async check(): Promise<void> {
    await microtasks();
    for (const pair of this.all) {
      // What waits is told, not asked: so it is looked at first.
      if (pair.signal) {
        expect([pair.signal.aborted, pair.aborts]).toEqual(pair.node.end ? [true, 1] : [false, 0]);
        expect(pair.signal.reason).toEqual(pair.node.end && reasonOf(pair.node.end.cause));
      }
      for (const { calls, ended, stopped } of pair.registered) {
        expect(calls).toBe(pair.node.end && (ended || !stopped) ? 1 : 0);
      }
    }
    for (const pair of this.all) this.look(pair);
  }

  private chosen(of: number): Pair {
    return this.all[of % this.all.length] as Pair;
  }

  private derived(
    { ctx: from, node }: Pair,
    { derive, n }: Derivation,
  ): Pick<Pair, 'ctx' | 'node' | 'cancel'> {
    const { model } = this;
    if (derive === 'withValue') {
      const ctx = withValue(from, keys[n % keys.length] as Key<number>, n);
      return { ctx, node: model.withValue(node, n % keys.length, n) };
    }
    if (derive === 'withoutCancel') {
      return { ctx: withoutCancel(from), node: model.withoutCancel(node) };
    }
    if (derive === 'withTimeoutCause') {
      const [ms, reason] = [n - 5, `timeout ${this.reasons++}`];
      const [ctx, cancel] = withTimeoutCause(from, ms, reason);
      return { ctx, node: model.withTimeout(node, ms, reason), cancel: () => cancel() ?? 'canceled' };
    }
    if (derive === 'withCancelCause') {
      const [ctx, cancel] = withCancelCause(from);
      return { ctx, node: model.withCancel(node), cancel: (reason) => cancel(reason) ?? reason };
    }
    const source = new AbortController();
    const ctx = withSignal(from, source.signal);
    return { ctx, node: model.withCancel(node), cancel: (reason) => source.abort(reason) ?? reason };
  }

  private cancel(pair: Pair): void {
    if (!pair.cancel) return;
    this.model.cancel(pair.node, pair.cancel(`reason ${this.reasons++}`));
    this.look(pair);
  }

  private look({ ctx, node }: Pair): void {
    const errors = { canceled: Canceled, deadline: DeadlineExceeded };
    expect({ err: ctx.err(), cause: cause(ctx), expires: ctx.deadline?.getTime() }).toEqual({
      err: node.end && errors[node.end.err],
      cause: node.end && reasonOf(node.end.cause),
      expires: node.expires === Number.POSITIVE_INFINITY ? undefined : node.expires,
    });
    expect(keys.map((k) => ctx.value(k))).toEqual(keys.map((_, n) => node.values.get(n)));
  }

  private watch(pair: Pair): void {
    if (pair.signal) return;
    pair.signal = pair.ctx.signal;
    if (pair.signal.aborted) pair.aborts++;
    else pair.signal.addEventListener('abort', () => pair.aborts++);
  }

  private register(pair: Pair): void {
    const one = { stop: () => false, calls: 0, ended: pair.node.end !== undefined, stopped: false };
    one.stop = afterFunc(pair.ctx, () => one.calls++);
    pair.registered.push(one);
  }

  private unregister(pair: Pair): void {
    const one = pair.registered.find(({ stopped }) => !stopped);
    if (!one) return;
    const prevented = one.stop();
    expect(prevented).toBe(pair.node.end === undefined);
    one.stopped = true;
    one.ended ||= !prevented;
  }
}

function reasonOf(text: string): unknown {
  return text === 'canceled' ? Canceled : text;
}

const of = fc.nat(30);

function deriving(...kinds: Kind[]): fc.Arbitrary<Event> {
  return fc.record({ derive: fc.constantFrom(...kinds), of, n: fc.nat(40) });
}

function doing(...deeds: Deed['do'][]): fc.Arbitrary<Event> {
  return fc.record({ do: fc.constantFrom(...deeds), of });
}

const derive = deriving(
  'withValue',
  'withCancelCause',
  'withTimeoutCause',
  'withTimeoutCause',
  'withoutCancel',
);
const deriveFromSignal = deriving('withSignal');
const cancel = doing('cancel');
const look = doing('look');
const wait = doing('watch', 'register', 'unregister');
const pass: fc.Arbitrary<Event> = fc.record({
  how: fc.constantFrom('pass' as const, 'passBusy' as const),
  ms: fc.nat(20),
});

/** Checks a property of events that happen to a forest. */
function always(event: fc.Arbitrary<Event>, each: (forest: Forest) => void = () => undefined): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40, size: 'max' }), async (events) => {
      const forest = new Forest();
      for (const next of events) {
        forest.happen(next);
        each(forest);
      }
      await forest.check();
    }),
    { numRuns: 400 },
  );
}

describe('a tree of contexts', () => {
  it('ends as in Go if nobody looks until the end', () => always(fc.oneof(derive, cancel, pass)));

  it('ends as in Go if somebody looks now and then', () => always(fc.oneof(derive, cancel, pass, look)));

  it('ends as in Go if all wait', () =>
    always(fc.oneof(derive, deriveFromSignal, cancel, pass), (forest) => forest.watchAll()));

  it('ends as in Go if some wait, with signals and functions', () =>
    always(fc.oneof(derive, cancel, pass, look, wait)));
});
