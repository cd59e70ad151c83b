import { getEventListeners } from 'node:events';
import {
  afterFunc,
  background,
  Canceled,
  type CancelFunc,
  type Context,
  cause,
  DeadlineExceeded,
  key,
  withCancel,
  withCancelCause,
  withSignal,
  withTimeout,
  withValue,
} from '../../lib/context';
import { cancelStateOf } from '../../lib/context/internal';
import { fakeTime, microtasks, pass } from '../support/time';

jest.setTimeout(60_000); // the machine may be busy

const depth = 100_000;

/** Returns contexts of which each is derived from the one before. */
function nested(derive: (ctx: Context) => Context, root: Context = background(), count = depth): Context[] {
  const all: Context[] = [];
  for (let ctx = root; all.length < count; ) {
    ctx = derive(ctx);
    all.push(ctx);
  }
  return all;
}

/** Derives a context and another beside it, which comes first. */
function branching(derive: (ctx: Context) => Context): (ctx: Context) => Context {
  return (ctx) => {
    derive(ctx);
    return derive(ctx);
  };
}

const child = (ctx: Context) => withCancel(ctx)[0];
const { signal: never } = new AbortController();

const derivations: [string, (ctx: Context) => Context][] = [
  ['withCancel', child],
  ['withCancel, each beside another', branching(child)],
  ['withTimeout', (ctx) => withTimeout(ctx, 1e8)[0]],
  [
    'withTimeout, each shorter',
    (ctx) => withTimeout(ctx, Math.min(cancelStateOf(ctx).remaining(), 1e9) - 1)[0],
  ],
  ['withSignal of one signal', (ctx) => withSignal(ctx, never)],
  ['withSignal of one signal and withCancel', (ctx) => withSignal(child(ctx), never)],
  ['withValue and withCancel', (ctx) => withValue(child(ctx), key<number>('k'), 1)],
];

describe.each(derivations)('100,000 contexts, each derived from the one before by %s', (_, derive) => {
  it('end with the first, whoever asks', () => {
    const [root, cancel] = withCancelCause(background());
    const last = nested(derive, root).at(-1);
    expect([last?.err(), last && cause(last)]).toEqual([undefined, undefined]);
    cancel('why');
    expect([last?.err(), last && cause(last)]).toEqual([Canceled, 'why']);
  });

  it('end with the first, if one waits below all', async () => {
    const [root, cancel] = withCancelCause(background());
    const last = nested(derive, root).at(-1);
    const called = jest.fn();
    const stopped = last && afterFunc(last, called);
    if (last) afterFunc(last, called);
    expect([stopped?.(), last?.signal.aborted]).toEqual([true, false]);
    cancel('why');
    expect([last?.signal.aborted, last?.signal.reason]).toEqual([true, 'why']);
    await microtasks();
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('end with the first, if all wait', async () => {
    const [root, cancel] = withCancel(background());
    const all = nested(derive, root);
    let calls = 0;
    for (const ctx of all) afterFunc(ctx, () => calls++);
    cancel();
    await microtasks();
    expect(calls).toBe(depth);
  });

  it('may be let go one after the other', () => {
    const [root, cancel] = withCancel(background());
    const stops = nested(derive, root).map((ctx) => afterFunc(ctx, () => undefined));
    expect(stops.map((stop) => stop()).every((stopped) => stopped)).toBe(true);
    cancel();
  });
});

describe('100,000 nested contexts', () => {
  it('may be cancelled from the innermost outwards while all wait', () => {
    const cancels: CancelFunc[] = [];
    const all = nested((ctx) => {
      const [next, cancel] = withCancel(ctx);
      cancels.push(cancel);
      return next;
    });
    let ended = 0;
    for (const { signal } of all.slice(-1000)) signal.addEventListener('abort', () => ended++);
    for (const cancel of cancels.reverse()) cancel();
    expect([ended, all[0]?.err()]).toEqual([1000, Canceled]);
  });

  it('may be cancelled in their middle', () => {
    const all = nested(child, background(), depth / 2);
    const [middle, cancel] = withCancelCause(all.at(-1));
    const below = nested(child, middle, depth / 2);
    const { signal } = below.at(-1) ?? background();
    cancel('middle');
    expect([all.at(-1)?.err(), below[0] && cause(below[0]), signal.reason]).toEqual([
      undefined,
      'middle',
      'middle',
    ]);
  });
});

describe('100,000 nested contexts with one deadline', () => {
  fakeTime();

  it('end at it, with one timer', () => {
    const [root] = withTimeout(background(), 100);
    const { signal } = nested(child, root).at(-1) ?? background();
    expect(jest.getTimerCount()).toBe(1);
    pass(100);
    expect([signal.aborted, signal.reason]).toEqual([true, DeadlineExceeded]);
  });
});

describe('one signal and 100,000 contexts', () => {
  it('has one listener while they wait, and none when they do no longer', () => {
    const source = new AbortController();
    const stops = Array.from({ length: depth }, () =>
      afterFunc(withSignal(background(), source.signal), () => 1),
    );
    expect(getEventListeners(source.signal, 'abort')).toHaveLength(1);
    for (const stop of stops) stop();
    expect(getEventListeners(source.signal, 'abort')).toHaveLength(0);
  });

  it('ends them all', async () => {
    const source = new AbortController();
    let calls = 0;
    for (let i = 0; i < depth; i++) afterFunc(withSignal(background(), source.signal), () => calls++);
    source.abort();
    await microtasks();
    expect([calls, getEventListeners(source.signal, 'abort').length]).toEqual([depth, 0]);
  });
});
