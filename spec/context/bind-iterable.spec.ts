import { Readable } from 'node:stream';
import { background, bindIterable, type Context, current, key, run, withValue } from '../../lib/context';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const name = key<string>('name');
const mine = withValue(background(), name, 'mine');
const yours = withValue(background(), name, 'yours');

/** Yields the current context three times, and tells `seen` which it was in `finally`. */
async function* contexts(seen: Context[] = []): AsyncGenerator<Context, string, string | undefined> {
  try {
    yield current();
    await null;
    yield current();
    for await (const inner of [Promise.resolve(current())]) yield inner;
    return 'done';
  } finally {
    seen.push(current());
  }
}

function* syncContexts(seen: Context[] = []): Generator<Context, string, string | undefined> {
  try {
    yield current();
    yield current();
    return 'done';
  } finally {
    seen.push(current());
  }
}

async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of iterable) all.push(one);
  return all;
}

describe('context.bindIterable()', () => {
  itAnywhere(
    'runs the body of an async generator in ctx, before and after each yield and await',
    async () => {
      const seen: Context[] = [];
      const all = await run(yours, () => collect(bindIterable(mine, contexts(seen))));
      expect(all).toEqual([mine, mine, mine]);
      expect(seen).toEqual([mine]);
    },
  );

  itAnywhere('runs the body of a generator in ctx', () => {
    const seen: Context[] = [];
    expect([...bindIterable(mine, syncContexts(seen))]).toEqual([mine, mine]);
    expect(seen).toEqual([mine]);
  });

  itAnywhere('binds to the context in which it was called, without ctx', async () => {
    const here = current();
    const bound = bindIterable(contexts());
    const missing = bindIterable(undefined, contexts());
    expect(await run(yours, () => collect(bound))).toEqual([here, here, here]);
    expect(await run(yours, () => collect(missing))).toEqual([here, here, here]);
  });

  itAnywhere('runs finally in ctx when the consumer breaks off', async () => {
    const seen: Context[] = [];
    for await (const _ of bindIterable(mine, contexts(seen))) break;
    for (const _ of bindIterable(mine, syncContexts(seen))) break;
    expect(seen).toEqual([mine, mine]);
  });

  itAnywhere('runs finally in ctx on throw, and lets the error through', async () => {
    const seen: Context[] = [];
    const bound = bindIterable(mine, contexts(seen));
    await bound.next();
    await expect(bound.throw(new Error('expected'))).rejects.toThrow('expected');
    expect(seen).toEqual([mine]);
  });

  itAnywhere('gives each of several consumers the same context, and leaves theirs alone', async () => {
    const bound = bindIterable(mine, contexts());
    const consumer = async () => [(await bound.next()).value, current()];
    expect(await Promise.all([run(yours, consumer), run(background(), consumer)])).toEqual([
      [mine, yours],
      [mine, background()],
    ]);
  });

  itAnywhere('passes what next is given, and the result', async () => {
    async function* echo(): AsyncGenerator<string, string, string> {
      return `got ${yield 'ready'}`;
    }
    const bound = bindIterable(mine, echo());
    expect(await bound.next('ignored')).toEqual({ value: 'ready', done: false });
    expect(await bound.next('hello')).toEqual({ value: 'got hello', done: true });
  });

  itAnywhere('makes a bound iterator each time an iterable is asked for one', () => {
    const iterable = {
      *[Symbol.iterator]() {
        yield current();
      },
    };
    const bound = bindIterable(mine, iterable);
    expect([...bound, ...bound]).toEqual([mine, mine]);
  });

  itAnywhere('works for streams', async () => {
    const stream = Readable.from(contexts());
    expect(await collect(bindIterable<Context>(mine, stream))).toHaveLength(3);
  });

  it('works for an iterable that is frozen', () => {
    const frozen = Object.freeze({
      next: () => ({ done: false as const, value: current() }),
      [Symbol.iterator]() {
        return this;
      },
    });
    const [first] = bindIterable(mine, frozen);
    expect(first).toBe(mine);
  });

  it('works for an iterable with private fields', () => {
    class Countdown implements IterableIterator<number> {
      #left = 2;
      next(): IteratorResult<number> {
        return this.#left === 0 ? { done: true, value: undefined } : { done: false, value: this.#left-- };
      }
      [Symbol.iterator]() {
        return this;
      }
    }
    expect([...bindIterable(mine, new Countdown())]).toEqual([2, 1]);
  });

  it('leaves an iterator without return and throw as it is', () => {
    const iterator = { next: () => ({ done: true, value: 1 }), [Symbol.iterator]: () => iterator };
    const bound = bindIterable<number>(mine, iterator)[Symbol.iterator]();
    expect([typeof bound.next, bound.return, bound.throw]).toEqual(['function', undefined, undefined]);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'object'],
    [() => 1, 'function'],
  ])('throws if the iterable is %p', (iterable, got) => {
    expect(() => bindIterable(mine, wrong<Iterable<never>>(iterable))).toThrow(
      new TypeError(`context: bindIterable: iterable must be an iterable: got ${got}`),
    );
  });

  it('throws if ctx is not a context', () => {
    expect(() => bindIterable(wrong<Context>(null), [])).toThrow(
      new TypeError('context: bindIterable: ctx must be a Context: got null'),
    );
  });
});
