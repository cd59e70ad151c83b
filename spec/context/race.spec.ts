import { getEventListeners } from 'node:events';
import {
  background,
  Canceled,
  DeadlineExceeded,
  done,
  race,
  run,
  sleep,
  withCancel,
  withTimeout,
} from '../../lib/context';
import { manualClock, withClock } from '../../lib/testing';
import { ForeignContext } from '../support/foreign-context';
import { inNode } from '../support/node';
import { fakeTime, microtasks, pass } from '../support/time';
import { wrong } from '../support/wrong';

fakeTime();

const never = new Promise<never>(() => undefined);

describe('context.race()', () => {
  it('settles as the promise does', async () => {
    const [ctx] = withCancel(background());
    await expect(race(ctx, Promise.resolve('value'))).resolves.toBe('value');
    const error = new Error('expected');
    await expect(race(ctx, Promise.reject(error))).rejects.toBe(error);
  });

  it('rejects with the error of the context when that ends first', async () => {
    const [ctx, cancel] = withCancel(background());
    const racing = race(ctx, never);
    cancel();
    await expect(racing).rejects.toBe(Canceled);
    const late = race(withTimeout(background(), 10)[0], never);
    pass(10);
    await expect(late).rejects.toBe(DeadlineExceeded);
  });

  it('rejects if the context has ended, though the promise has settled', async () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    await expect(race(ctx, Promise.resolve('value'))).rejects.toBe(Canceled);
  });

  it('takes the current context without ctx', async () => {
    const [ctx, cancel] = withCancel(background());
    const racing = run(ctx, () => [race(never), race(undefined, never)]);
    cancel();
    for (const promise of racing) await expect(promise).rejects.toBe(Canceled);
  });

  it('takes what is only thenable', async () => {
    const thenable: PromiseLike<string> = {
      // biome-ignore lint/suspicious/noThenProperty: that is what it is about
      then: (resolve) => Promise.resolve('value').then(resolve),
    };
    await expect(race(background(), thenable)).resolves.toBe('value');
  });

  it('leaves nothing behind on the context, nor a timer', async () => {
    const [timed] = withTimeout(background(), 1e6);
    const foreign = new ForeignContext();
    for (let i = 0; i < 10; i++) {
      await race(timed, Promise.resolve());
      await race(foreign, Promise.resolve());
      await race(foreign, Promise.reject(new Error('expected'))).catch(() => undefined);
    }
    expect(getEventListeners(foreign.signal, 'abort')).toHaveLength(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends no process by a rejection that nobody awaits', async () => {
    const seen = await inNode<string[]>(`
      require('ts-node/register/transpile-only');
      const { race, sleep, withCancel } = require('mdctx/context');
      const seen = [];
      process.on('unhandledRejection', () => seen.push('unhandled'));
      const [ctx, cancel] = withCancel();
      race(ctx, new Promise((_, reject) => setImmediate(() => reject(new Error('late')))));
      sleep(ctx, 1000);
      cancel();
      setImmediate(() => setImmediate(() => report(seen)));
    `);
    expect(seen).toEqual([]);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [1, 'number'],
    [{}, 'object'],
  ])('throws if the promise is %p', (promise, got) => {
    expect(() => race(background(), wrong<Promise<void>>(promise))).toThrow(
      new TypeError(`context: race: promise must be a promise: got ${got}`),
    );
  });

  it('throws if ctx is not a context', () => {
    expect(() => race(wrong(null), never)).toThrow(
      new TypeError('context: race: ctx must be a Context: got null'),
    );
  });
});

describe('context.done()', () => {
  it('resolves with the error of the context when that ends', async () => {
    const [ctx, cancel] = withCancel(background());
    const ended = done(ctx);
    const seen = jest.fn();
    void ended.then(seen);
    await microtasks();
    expect(seen).not.toHaveBeenCalled();
    cancel();
    expect(await ended).toBe(Canceled);
  });

  it('resolves at once if the context has ended', async () => {
    const [ctx] = withTimeout(background(), 0);
    expect(await done(ctx)).toBe(DeadlineExceeded);
  });

  it('takes the current context without ctx', async () => {
    const [ctx, cancel] = withCancel(background());
    const ended = run(ctx, () => done());
    cancel();
    expect(await ended).toBe(Canceled);
  });

  it('throws if ctx is not a context', () => {
    expect(() => done(wrong({}))).toThrow(new TypeError('context: done: ctx must be a Context: got object'));
  });
});

describe('context.sleep()', () => {
  it('resolves when the time has passed, and not before', async () => {
    const seen = jest.fn();
    const asleep = sleep(background(), 100).then(seen);
    pass(99);
    await microtasks();
    expect(seen).not.toHaveBeenCalled();
    pass(1);
    await asleep;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('rejects when the context ends, and gives back the timer', async () => {
    const [ctx, cancel] = withCancel(background());
    const asleep = sleep(ctx, 1e6);
    cancel();
    await expect(asleep).rejects.toBe(Canceled);
    expect(jest.getTimerCount()).toBe(0);
    await expect(sleep(ctx, 0)).rejects.toBe(Canceled);
  });

  it('goes by the clock of the context', async () => {
    const clock = manualClock();
    const asleep = sleep(withClock(background(), clock), 1000);
    const seen = jest.fn();
    void asleep.then(seen);
    pass(1e6);
    await microtasks();
    expect(seen).not.toHaveBeenCalled();
    clock.advance(1000);
    await asleep;
  });

  it.each([[0], [-5], [Number.NEGATIVE_INFINITY]])('takes %p for no time', async (ms) => {
    const asleep = sleep(background(), ms);
    pass(1);
    await asleep;
  });

  it('waits for the context alone if the time is infinite', async () => {
    const [ctx, cancel] = withCancel(background());
    const asleep = sleep(ctx, Number.POSITIVE_INFINITY);
    expect(jest.getTimerCount()).toBe(0);
    cancel();
    await expect(asleep).rejects.toBe(Canceled);
  });

  it('keeps the process alive', async () => {
    const woke = await inNode<string>(`
      require('ts-node/register/transpile-only');
      const { sleep } = require('mdctx/context');
      sleep(20).then(() => report('woke'));
    `);
    expect(woke).toBe('woke');
  });

  it.each<[unknown, typeof TypeError | typeof RangeError, string]>([
    [undefined, TypeError, 'undefined'],
    ['1', TypeError, 'string'],
    [Number.NaN, RangeError, 'NaN'],
  ])('throws for %p', (ms, kind, got) => {
    expect(() => sleep(background(), wrong<number>(ms))).toThrow(
      new kind(`context: sleep: ms must be a number: got ${got}`),
    );
  });
});
