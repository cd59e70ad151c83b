import { EventEmitter } from 'node:events';
import { background, current, key, run, todo, withValue } from '../../lib/context';
import { another, itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const name = key<string>('name');
const mine = withValue(background(), name, 'mine');
const yours = withValue(background(), name, 'yours');

describe('context.current()', () => {
  it('is the background from nothing', () => {
    expect(current()).toBe(background());
  });

  itAnywhere('is the context of the nearest run', () => {
    run(mine, () => {
      expect(current()).toBe(mine);
      run(yours, () => expect(current()).toBe(yours));
      expect(current()).toBe(mine);
    });
  });

  itAnywhere('is the same after each await', async () => {
    await run(mine, async () => {
      await null;
      expect(current()).toBe(mine);
      await new Promise((resolve) => setImmediate(resolve));
      expect(current()).toBe(mine);
    });
  });

  itAnywhere('is the same in timers, microtasks and callbacks that were started in it', async () => {
    const seen = await run(mine, () =>
      Promise.all([
        new Promise((resolve) => setTimeout(() => resolve(current()), 0)),
        new Promise((resolve) => setImmediate(() => resolve(current()))),
        new Promise((resolve) => queueMicrotask(() => resolve(current()))),
        new Promise((resolve) => process.nextTick(() => resolve(current()))),
        Promise.reject(new Error('expected')).catch(() => current()),
      ]),
    );
    expect(new Set(seen)).toEqual(new Set([mine]));
  });

  itAnywhere('never changes under code that awaits what ran in another context', async () => {
    const before = current();
    await run(mine, async () => {
      await null;
    });
    expect(current()).toBe(before);
    await expect(run(mine, () => Promise.reject(new Error('expected')))).rejects.toThrow('expected');
    expect(current()).toBe(before);
  });

  itAnywhere('never mixes up tasks that take turns', async () => {
    const tasks = Array.from({ length: 200 }, (_, i) => withValue(background(), name, `task ${i}`));
    const turns = tasks.map((ctx, i) =>
      run(ctx, async () => {
        for (let turn = 0; turn < 5; turn++) {
          if ((turn + i) % 3 === 0) await null;
          else await new Promise((resolve) => setImmediate(resolve));
          if (current() !== ctx) return 'mixed up';
        }
        return current().value(name);
      }),
    );
    expect(await Promise.all(turns)).toEqual(tasks.map((ctx) => ctx.value(name)));
  });

  itAnywhere('is that of whoever emits in a listener, so that bind has a use', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    // eslint-disable-next-line mdctx/no-unbound-generator -- what the rule is about
    run(mine, () => emitter.on('event', () => seen.push(current())));
    run(yours, () => emitter.emit('event'));
    expect(seen).toEqual([yours]);
  });
});

describe('context.run()', () => {
  itAnywhere('passes the arguments and returns the result', () => {
    expect(run(mine, (a: number, b: string) => `${a}${b}${current().value(name)}`, 1, 'x')).toBe('1xmine');
  });

  itAnywhere('leaves the current context as it was, when f throws too', () => {
    const before = current();
    expect(() =>
      run(mine, () => {
        throw new Error('expected');
      }),
    ).toThrow('expected');
    expect(current()).toBe(before);
  });

  itAnywhere('takes background() for what it is, not for nothing', () => {
    run(another, () => run(background(), () => expect(current()).toBe(background())));
    run(todo(), () => expect(current()).toBe(todo()));
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'object'],
    ['ctx', 'string'],
    [new AbortController(), 'AbortController'],
  ])('throws for %p in place of a context', (ctx, got) => {
    const f = jest.fn();
    expect(() => run(wrong(ctx), f)).toThrow(
      new TypeError(`context: run: ctx must be a Context: got ${got}`),
    );
    expect(f).not.toHaveBeenCalled();
  });
});
