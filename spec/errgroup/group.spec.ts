import { AsyncLocalStorage } from 'node:async_hooks';
import { background, Canceled, cause, current, key, run, withCancel, withValue } from '../../lib/context';
import { Group, withContext } from '../../lib/errgroup';
import { itAnywhere } from '../support/anywhere';
import { inNode } from '../support/node';

/** Returns how `wait` ended: with what it rejected, or with nothing. */
function waited(group: Group): Promise<unknown> {
  return group.wait().then(
    () => undefined,
    (reason) => reason,
  );
}

/** A place where functions wait until they are let on, one after the other, as on an unbuffered channel of Go's. */
class Gate {
  private readonly waiting: Array<() => void> = [];
  readonly pass = (): Promise<void> => new Promise((resolve) => this.waiting.push(resolve));
  open(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const settled = () => new Promise(setImmediate);
const doomed = new Error('group_test: doomed');

// TestZeroGroup of Go's
describe('a new errgroup.Group', () => {
  const [err1, err2] = [new Error('errgroup_test: 1'), new Error('errgroup_test: 2')];

  it.each<[readonly (Error | undefined)[]]>([
    [[]],
    [[undefined]],
    [[err1]],
    [[err1, undefined]],
    [[err1, undefined, err2]],
  ])('gives the first error of %p, after each', async (errors) => {
    const group = new Group();
    let first: Error | undefined;
    for (const error of errors) {
      void group.go(async () => {
        if (error !== undefined) throw error;
      });
      first ??= error;
      expect(await waited(group)).toBe(first);
    }
    expect(await waited(group)).toBe(first);
  });

  itAnywhere('runs functions in the context in which go() was called, those that waited too', async () => {
    const group = new Group();
    group.setLimit(1);
    const gate = new Gate();
    const [one] = withCancel(current());
    const seen: unknown[] = [];
    void run(withCancel(background())[0], () => group.go(gate.pass));
    const started = run(one, () => group.go(async () => seen.push(current())));
    gate.open();
    await started;
    await group.wait();
    expect(seen[0]).toBe(one);
  });

  it("leaves a user's own AsyncLocalStorage what it was where go() was called", async () => {
    const storage = new AsyncLocalStorage<string>();
    const group = new Group();
    group.setLimit(1);
    const gate = new Gate();
    const seen: unknown[] = [];
    storage.run('first', () => void group.go(gate.pass));
    storage.run('second', () => void group.go(() => seen.push(storage.getStore())));
    gate.open();
    await group.wait();
    expect(seen).toEqual(['second']);
  });
});

// TestWithContext and TestCancelCause of Go's
describe('errgroup.withContext()', () => {
  const cases: [readonly (Error | undefined)[], Error | undefined][] = [
    [[], undefined],
    [[undefined], undefined],
    [[doomed], doomed],
    [[doomed, undefined], doomed],
  ];

  it.each(cases)('of %p ends with %p, and so does its context', async (errors, want) => {
    for (const method of ['go', 'tryGo'] as const) {
      const [group, ctx] = withContext(background());
      for (const error of errors) {
        group[method](async () => {
          if (error !== undefined) throw error;
        });
      }
      expect(await waited(group)).toBe(want);
      expect(ctx.err()).toBe(Canceled);
      expect(cause(ctx)).toBe(want ?? Canceled);
    }
  });

  it('waits for the others, whose context has ended with the first failure as its cause', async () => {
    const [group, ctx] = withContext(background());
    const seen: unknown[] = [];
    void group.go(async () => {
      await new Promise((resolve) => current().signal.addEventListener('abort', resolve));
      await settled();
      seen.push(cause(current()));
      throw new Error('later');
    });
    void group.go(() => {
      throw doomed; // not in a promise
    });
    expect(await waited(group)).toBe(doomed);
    expect(seen).toEqual([doomed]);
    expect(ctx.err()).toBe(Canceled);
  });

  itAnywhere('runs functions in its context, which is derived from the current one', async () => {
    const user = key<string>('user');
    const [parent, cancel] = withCancel(withValue(current(), user, 'ada'));
    const [group, ctx] = run(parent, () => withContext());
    const seen: unknown[] = [];
    await group.go(async () => {
      seen.push(current(), current().value(user));
      await settled();
      seen.push(current());
    });
    await settled();
    expect(seen).toEqual([ctx, 'ada', ctx]);
    cancel();
    expect(ctx.err()).toBe(Canceled);
    expect(await waited(group)).toBeUndefined();
  });

  it('refuses what is no context', () => {
    expect(() => Reflect.apply(withContext, undefined, [{}])).toThrow(TypeError);
  });
});

// TestTryGo of Go's
describe('errgroup.Group.tryGo()', () => {
  it('starts as many as the limit allows', async () => {
    const group = new Group();
    const gate = new Gate();
    const [n, f] = [42, gate.pass];
    group.setLimit(n);
    expect(Array.from({ length: n }, () => group.tryGo(f))).toEqual(Array(n).fill(true));
    expect(group.tryGo(f)).toBe(false);
    gate.open();
    await group.wait();
    expect(group.tryGo(f)).toBe(true);
    gate.open();
    await group.wait();

    group.setLimit(1);
    expect([group.tryGo(f), group.tryGo(f)]).toEqual([true, false]);
    gate.open();
    await group.wait();

    group.setLimit(0);
    expect(Array.from({ length: 1 << 10 }, () => group.tryGo(f)).every((started) => !started)).toBe(true);
    await group.wait();
  });

  it('does not overtake a function that waits in go()', async () => {
    const group = new Group();
    const [first, second] = [new Gate(), new Gate()];
    group.setLimit(1);
    void group.go(first.pass);
    const started = group.go(second.pass);
    first.open();
    await started;
    expect(group.tryGo(second.pass)).toBe(false);
    second.open();
    await group.wait();
  });
});

// TestGoLimit of Go's
describe('errgroup.Group.setLimit()', () => {
  it.each([true, false])('lets no more than the limit run, with go() awaited: %p', async (awaited) => {
    const [group, limit] = [new Group(), 10];
    group.setLimit(limit);
    let [active, most, done] = [0, 0, 0];
    for (let i = 0; i <= 1 << 10; i++) {
      const started = group.go(async () => {
        most = Math.max(most, ++active);
        await settled();
        active--;
        done++;
      });
      if (awaited) await started;
    }
    await group.wait();
    expect({ most, done, active }).toEqual({ most: limit, done: (1 << 10) + 1, active: 0 });
  });

  it('starts in the order of the calls, and a failure does not stop what waits, as in Go', async () => {
    const [group] = withContext(background());
    const order: number[] = [];
    group.setLimit(1);
    for (const i of [1, 2, 3]) {
      void group.go(async () => {
        order.push(i);
        throw new Error(String(i));
      });
    }
    expect(await waited(group)).toEqual(new Error('1'));
    expect(order).toEqual([1, 2, 3]);
  });

  it('refuses a change while functions run, with the text of Go', async () => {
    const group = new Group();
    const gate = new Gate();
    group.setLimit(3);
    void group.go(gate.pass);
    void group.go(gate.pass);
    expect(() => group.setLimit(1)).toThrow(
      new RangeError('errgroup: modify limit while 2 goroutines in the group are still active'),
    );
    void group.go(gate.pass);
    const fourth = group.go(gate.pass);
    group.setLimit(-1); // Go allows this one
    await fourth;
    gate.open();
    await group.wait();
  });

  it('that is set while more run lets none start until fewer do', async () => {
    const group = new Group();
    const gates = [new Gate(), new Gate()];
    for (const { pass } of gates) void group.go(pass);
    group.setLimit(1);
    let started = false;
    void group.go(() => {
      started = true;
    });
    gates[0]?.open();
    await settled();
    expect(started).toBe(false);
    gates[1]?.open();
    await group.wait();
    expect(started).toBe(true);
  });

  it.each([[undefined], ['1'], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY]])('refuses %p', (n) => {
    expect(() => Reflect.apply(new Group().setLimit, new Group(), [n])).toThrow(TypeError);
  });
});

describe('errgroup.Group.go()', () => {
  it('calls the function at once where there is no limit', () => {
    const seen: number[] = [];
    void new Group().go(() => seen.push(1));
    expect(seen).toEqual([1]);
  });

  it('refuses to wait for ever', () => {
    const group = new Group();
    group.setLimit(0);
    expect(() => group.go(() => {})).toThrow(
      new RangeError('errgroup: go: the limit must not be 0: f would never be called'),
    );
  });

  it.each([[undefined], [Promise.resolve()], ['f']])('refuses %p', (f) => {
    for (const method of ['go', 'tryGo'] as const)
      expect(() => Reflect.apply(Group.prototype[method], new Group(), [f])).toThrow(TypeError);
  });

  it.each([[undefined], [null], ['text'], [0]])('a function that throws %p has failed', async (reason) => {
    const [group, ctx] = withContext(background());
    void group.go(() => Promise.reject(reason));
    await expect(group.wait()).rejects.toBe(reason);
    expect(ctx.err()).toBe(Canceled);
  });
});

describe('a failure that nobody looks at', () => {
  it('ends no process, with wait() and without', async () => {
    const seen = await inNode<string[]>(`
      const { Group, withContext } = require('mdctx/errgroup');
      const seen = [];
      process.on('unhandledRejection', (reason) => seen.push(String(reason)));
      const [group] = withContext();
      group.setLimit(1);
      for (const name of ['a', 'b', 'c']) group.go(async () => { throw new Error(name); });
      group.tryGo(() => { throw new Error('d'); });
      group.wait();
      new Group().go(() => { throw new Error('e'); });
      setImmediate(() => setImmediate(() => report(seen)));
    `);
    expect(seen).toEqual([]);
  });
});
