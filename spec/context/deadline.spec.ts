import {
  afterFunc,
  background,
  Canceled,
  cause,
  DeadlineExceeded,
  remaining,
  run,
  withCancel,
  withCancelCause,
  withDeadline,
  withDeadlineCause,
  withoutCancel,
  withTimeout,
  withTimeoutCause,
  withValue,
} from '../../lib/context';
import { clockKey } from '../../lib/context/internal';
import { itAnywhere } from '../support/anywhere';
import { FakeClock } from '../support/fake-clock';
import { ForeignContext } from '../support/foreign-context';
import { fakeTime, pass, passBusy, start } from '../support/time';
import { wrong } from '../support/wrong';

fakeTime();

const later = (ms: number) => new Date(start + ms);
const reason = new Error('too slow');

describe('context.withDeadline()', () => {
  itAnywhere('ends the context at the deadline, and not before', () => {
    const [ctx] = withDeadline(background(), later(100));
    expect(ctx.deadline).toEqual(later(100));
    pass(99);
    expect([ctx.err(), cause(ctx)]).toEqual([undefined, undefined]);
    pass(1);
    expect([ctx.err(), cause(ctx), ctx.signal.reason]).toEqual([
      DeadlineExceeded,
      DeadlineExceeded,
      DeadlineExceeded,
    ]);
  });

  itAnywhere('aborts the signal at the deadline, and not before', () => {
    const { signal } = withDeadline(background(), later(100))[0];
    pass(99);
    expect(signal.aborted).toBe(false);
    pass(1);
    expect(signal.aborted).toBe(true);
  });

  it('ends at the deadline of the parent, if that is earlier', () => {
    const [parent] = withDeadlineCause(background(), later(100), 'parent');
    const [child] = withDeadlineCause(parent, later(200), 'child');
    expect(child.deadline).toEqual(later(100));
    pass(100);
    expect([child.err(), cause(child)]).toEqual([DeadlineExceeded, 'parent']);
  });

  it('ends at its own deadline, if that is earlier', () => {
    const [parent] = withDeadline(background(), later(200));
    const [child] = withDeadlineCause(parent, later(100), 'child');
    expect(child.deadline).toEqual(later(100));
    pass(100);
    expect([child.err(), cause(child), parent.err()]).toEqual([DeadlineExceeded, 'child', undefined]);
    pass(100);
    expect([parent.err(), cause(child)]).toEqual([DeadlineExceeded, 'child']);
  });

  it('is ended from the start if the deadline has passed', () => {
    for (const ms of [0, -1, -1e12]) {
      const [ctx, cancel] = withDeadline(background(), later(ms));
      cancel();
      expect([ctx.err(), ctx.deadline, ctx.signal.aborted]).toEqual([DeadlineExceeded, later(ms), true]);
    }
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is Canceled for good if cancelled before, and tells its deadline still', () => {
    const [ctx, cancel] = withDeadline(background(), later(100));
    cancel();
    pass(200);
    expect([ctx.err(), cause(ctx), ctx.deadline]).toEqual([Canceled, Canceled, later(100)]);
  });

  it('is DeadlineExceeded for good if cancelled after, though nobody looked before', () => {
    const [ctx, cancel] = withDeadline(background(), later(100));
    pass(100);
    cancel();
    expect([ctx.err(), cause(ctx)]).toEqual([DeadlineExceeded, DeadlineExceeded]);
  });

  it('tells what came first when it is asked long after', () => {
    const [parent, cancelParent] = withCancelCause(background());
    const [early] = withDeadline(parent, later(100));
    const [late] = withDeadline(parent, later(300));
    pass(200);
    cancelParent('parent');
    pass(200);
    expect([early.err(), late.err(), cause(late)]).toEqual([DeadlineExceeded, Canceled, 'parent']);
  });

  it('gives a child of a cancelled context the end of that, a passed deadline or not', () => {
    const [parent, cancel] = withCancelCause(background());
    pass(10);
    cancel('parent');
    for (const ms of [-5, 0, 5, 10, 1000]) {
      const [child] = withDeadlineCause(parent, later(ms), 'child');
      expect([child.err(), cause(child), child.deadline]).toEqual([Canceled, 'parent', later(ms)]);
    }
  });

  it('is seen at once in a loop that is too busy for timers, waited for or not', () => {
    const [unobserved] = withDeadline(background(), later(100));
    const [observed] = withDeadline(background(), later(100));
    const { signal } = observed;
    passBusy(150);
    expect(unobserved.err()).toBe(DeadlineExceeded);
    expect(observed.err()).toBe(DeadlineExceeded);
    expect(signal.aborted).toBe(true);
  });

  it('gives each reader of the deadline a Date of its own', () => {
    const given = later(100);
    const [ctx] = withDeadline(background(), given);
    given.setTime(0);
    ctx.deadline?.setTime(0);
    expect(ctx.deadline).toEqual(later(100));
  });

  it('derives from the current context, without ctx', () => {
    const [outer] = withDeadline(background(), later(100));
    run(outer, () => {
      expect(withDeadline(later(200))[0].deadline).toEqual(later(100));
      expect(withDeadlineCause(later(50), 'c')[0].deadline).toEqual(later(50));
      expect(withTimeout(70)[0].deadline).toEqual(later(70));
      expect(withTimeoutCause(60, 'c')[0].deadline).toEqual(later(60));
      expect(withTimeout(undefined, 70)[0].deadline).toEqual(later(70));
    });
  });

  it('has no end in the last moment that a Date knows, and none after', () => {
    const last = new Date(8.64e15);
    expect(withDeadline(background(), last)[0].deadline).toEqual(last);
    expect(withTimeout(background(), 8.64e15)[0].deadline).toBeUndefined();
  });

  it.each([
    [wrong<Date>(start), TypeError, 'deadline must be a Date: got number'],
    [wrong<Date>(null), TypeError, 'deadline must be a Date: got null'],
    [wrong<Date>(undefined), TypeError, 'deadline must be a Date: got undefined'],
    [new Date(Number.NaN), RangeError, 'deadline must be a valid Date: got Invalid Date'],
  ])('throws for the deadline %p', (deadline, kind, text) => {
    expect(() => withDeadline(background(), deadline)).toThrow(new kind(`context: withDeadline: ${text}`));
    expect(() => withDeadlineCause(background(), deadline, reason)).toThrow(
      new kind(`context: withDeadlineCause: ${text}`),
    );
  });
});

describe('context.withTimeout()', () => {
  itAnywhere('ends the context after that many milliseconds', () => {
    const [ctx] = withTimeout(background(), 100);
    expect(ctx.deadline).toEqual(later(100));
    pass(99);
    expect(ctx.err()).toBeUndefined();
    pass(1);
    expect(ctx.err()).toBe(DeadlineExceeded);
  });

  it.each([[0], [-0], [-1], [-1e300], [Number.NEGATIVE_INFINITY]])(
    'gives a context that has ended for %p',
    (ms) => {
      const [ctx] = withTimeout(background(), ms);
      expect([ctx.err(), ctx.signal.aborted]).toEqual([DeadlineExceeded, true]);
      expect(ctx.deadline?.getTime()).toBeLessThanOrEqual(start);
      expect(String(ctx)).toContain('WithDeadline');
    },
  );

  it.each([[Number.POSITIVE_INFINITY], [Number.MAX_VALUE], [1e300]])('sets no deadline for %p', (ms) => {
    const [ctx, cancel] = withTimeout(background(), ms);
    expect([ctx.deadline, ctx.signal.aborted, jest.getTimerCount()]).toEqual([undefined, false, 0]);
    cancel();
    expect(ctx.err()).toBe(Canceled);
    const [outer] = withTimeout(background(), 10);
    expect(withTimeout(outer, ms)[0].deadline).toEqual(later(10));
  });

  it.each([[2 ** 31 - 1], [2 ** 31], [2 ** 31 + 1], [2 ** 32 + 5], [5 * 2 ** 31]])(
    'waits all of %p ms',
    (ms) => {
      const { signal } = withTimeout(background(), ms)[0];
      const aborted = jest.fn();
      signal.addEventListener('abort', aborted);
      pass(ms - 1);
      expect(aborted).not.toHaveBeenCalled();
      pass(1);
      expect(aborted).toHaveBeenCalledTimes(1);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('never ends early for a fraction of a millisecond', () => {
    const { signal } = withTimeout(background(), 10.5)[0];
    pass(10);
    expect(signal.aborted).toBe(false);
    pass(1);
    expect(signal.aborted).toBe(true);
  });

  it.each([
    [Number.NaN, RangeError, 'ms must be a number: got NaN'],
    [wrong<number>('100'), TypeError, 'ms must be a number: got string'],
    [wrong<number>(undefined), TypeError, 'ms must be a number: got undefined'],
    [wrong<number>(null), TypeError, 'ms must be a number: got null'],
    [wrong<number>(10n), TypeError, 'ms must be a number: got bigint'],
  ])('throws for %p', (ms, kind, text) => {
    expect(() => withTimeout(background(), ms)).toThrow(new kind(`context: withTimeout: ${text}`));
    expect(() => withTimeoutCause(background(), ms, reason)).toThrow(
      new kind(`context: withTimeoutCause: ${text}`),
    );
  });

  it('throws if ctx is not a context', () => {
    expect(() => withTimeout(wrong(null), 1)).toThrow(
      new TypeError('context: withTimeout: ctx must be a Context: got null'),
    );
  });
});

describe('context.withTimeoutCause()', () => {
  it('has the cause if the timeout ends the context', () => {
    const [ctx] = withTimeoutCause(background(), 100, reason);
    const { signal } = ctx;
    pass(100);
    expect([ctx.err(), cause(ctx), signal.reason]).toEqual([DeadlineExceeded, reason, reason]);
  });

  it('has another cause if the context is cancelled before', () => {
    const [ctx, cancel] = withTimeoutCause(background(), 100, reason);
    cancel();
    expect([ctx.err(), cause(ctx)]).toEqual([Canceled, Canceled]);
  });

  it('has the cause of the parent if the deadline of that is earlier', () => {
    const [parent] = withTimeout(background(), 50);
    const [child] = withTimeoutCause(parent, 100, reason);
    pass(100);
    expect([child.err(), cause(child)]).toEqual([DeadlineExceeded, DeadlineExceeded]);
  });

  it('takes undefined and null for no cause', () => {
    for (const none of [undefined, null]) {
      expect(cause(withTimeoutCause(background(), 0, none)[0])).toBe(DeadlineExceeded);
    }
  });
});

describe('the timer of a deadline', () => {
  it('does not run while nobody waits', () => {
    const [ctx] = withTimeout(background(), 100);
    // eslint-disable-next-line mdctx/no-unused-context -- it is enough that there is a child
    withCancel(ctx);
    ctx.err();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('runs once, however many wait', () => {
    const [ctx] = withTimeout(background(), 100);
    for (let i = 0; i < 10; i++) withCancel(ctx)[0].signal.addEventListener('abort', () => undefined);
    expect(jest.getTimerCount()).toBe(1);
  });

  it('runs once for a function and a signal that wait', () => {
    const [ctx, cancel] = withTimeout(background(), 100);
    const stop = afterFunc(ctx, () => undefined);
    expect([ctx.signal.aborted, jest.getTimerCount()]).toEqual([false, 1]);
    stop();
    expect(jest.getTimerCount()).toBe(1);
    cancel();
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each(['cancel', 'parent', 'deadline'])('is given back at the end: %s', (end) => {
    const [parent, cancelParent] = withCancel(background());
    const [ctx, cancel] = withTimeout(parent, 100);
    expect(ctx.signal.aborted).toBe(false);
    expect(jest.getTimerCount()).toBe(1);
    if (end === 'cancel') cancel();
    if (end === 'parent') cancelParent();
    if (end === 'deadline') pass(100);
    expect(ctx.signal.aborted).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is given back when the child that waited has ended', () => {
    const [parent] = withTimeout(background(), 100);
    const [child, cancel] = withCancel(parent);
    expect([child.signal.aborted, jest.getTimerCount()]).toEqual([false, 1]);
    cancel();
    expect([parent.err(), jest.getTimerCount()]).toEqual([undefined, 0]);
  });

  it('is set anew if it rings before its time', () => {
    const { signal } = withTimeout(background(), 100)[0];
    const now = performance.now.bind(performance);
    const slow = jest.spyOn(performance, 'now').mockImplementation(() => now() - 1); // as Node's timers are early
    pass(100);
    expect([signal.aborted, jest.getTimerCount()]).toEqual([false, 1]);
    slow.mockRestore();
    pass(1);
    expect(signal.aborted).toBe(true);
  });
});

describe('the clock of a context', () => {
  function onClock(time = 0) {
    const clock = new FakeClock(time);
    return { clock, ctx: withValue(background(), clockKey, clock) };
  }

  it('measures deadlines in place of that of the machine', () => {
    const { clock, ctx } = onClock();
    const [child] = withTimeout(ctx, 100);
    pass(1000);
    expect([child.deadline, child.err()]).toEqual([new Date(100), undefined]);
    clock.pass(100);
    expect(child.err()).toBe(DeadlineExceeded);
  });

  it.each([true, false])('rings for those who wait: %p', (busy) => {
    const { clock, ctx } = onClock();
    const { signal } = withTimeoutCause(ctx, 100, reason)[0];
    expect([clock.waiting, jest.getTimerCount()]).toEqual([1, 0]);
    if (busy) clock.passBusy(150);
    else clock.pass(100);
    expect([signal.aborted, signal.reason, clock.waiting]).toEqual([true, reason, 0]);
  });

  it.each([0, 1e15])('does not take a cancel for a deadline, at %p', (time) => {
    const { ctx } = onClock(time);
    const [parent, cancel] = withCancelCause(ctx);
    const [child] = withTimeout(parent, 100);
    const [watched] = withTimeout(parent, 100);
    const { signal } = watched;
    cancel('parent');
    expect([child.err(), watched.err(), signal.reason]).toEqual([Canceled, Canceled, 'parent']);
  });

  it('may be another than that of the parent', () => {
    for (const watch of [true, false]) {
      const [parent, cancel] = withCancel(background());
      const clock = new FakeClock(0);
      const [child] = withTimeout(withValue(parent, clockKey, clock), 100);
      if (watch) expect(child.signal.aborted).toBe(false);
      clock.pass(50);
      cancel();
      expect(child.err()).toBe(Canceled);
    }
  });

  it('goes on below withoutCancel', () => {
    const { clock, ctx } = onClock();
    const [child] = withTimeout(withoutCancel(ctx), 100);
    clock.pass(100);
    expect(child.err()).toBe(DeadlineExceeded);
  });
});

describe('context.remaining()', () => {
  it('is what is left until the deadline, and 0 once it has passed', () => {
    const [ctx, cancel] = withTimeout(background(), 100);
    expect(remaining(ctx)).toBe(100);
    pass(40);
    expect(remaining(ctx)).toBe(60);
    cancel();
    expect(remaining(ctx)).toBe(60);
    pass(100);
    expect(remaining(ctx)).toBe(0);
  });

  it('is infinite without a deadline', () => {
    expect(remaining(background())).toBe(Number.POSITIVE_INFINITY);
  });

  it('goes by the clock of the context, and takes the current one without ctx', () => {
    const clock = new FakeClock(7);
    const [ctx] = withTimeout(withValue(background(), clockKey, clock), 100);
    pass(1000);
    clock.pass(10);
    expect(run(ctx, () => remaining())).toBe(90);
  });

  it('is that of a context of the user', () => {
    expect(remaining(new ForeignContext('', new Date(Date.now() + 50)))).toBe(50);
  });

  it('throws if ctx is not a context', () => {
    expect(() => remaining(wrong(1))).toThrow(
      new TypeError('context: remaining: ctx must be a Context: got number'),
    );
  });
});
