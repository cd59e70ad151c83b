import { background, DeadlineExceeded, withDeadline, withTimeout } from '../../lib/context';
import { cancelStateOf, newCallContext } from '../../lib/context/internal';
import { fakeTime, pass, setClock, start } from '../support/time';

fakeTime();

const hour = 3_600_000;

/** What sets a deadline in half a second. */
const ways = [
  ['withTimeout', () => withTimeout(background(), 500)[0]],
  ['withDeadline', () => withDeadline(background(), new Date(Date.now() + 500))[0]],
  ['a call that came in', () => newCallContext(Date.now() + 500)[0]],
] as const;

describe.each([
  ['an hour back', -hour],
  ['an hour forward', hour],
])('the machine’s clock is set %s while a deadline is waited for', (_, shift) => {
  describe.each(ways)('%s', (_, make) => {
    it('ends the context when its time has passed, whoever asks', () => {
      const ctx = make();
      setClock(shift);
      pass(499);
      expect(ctx.err()).toBeUndefined();
      pass(1);
      expect(ctx.err()).toBe(DeadlineExceeded);
    });

    it('ends the context when its time has passed, if somebody waits', () => {
      const { signal } = make();
      setClock(shift);
      pass(499);
      expect(signal.aborted).toBe(false);
      pass(1);
      expect([signal.aborted, signal.reason]).toEqual([true, DeadlineExceeded]);
    });

    it('leaves what remains of the time as it is', () => {
      const state = cancelStateOf(make());
      setClock(shift);
      pass(100);
      expect(state.remaining()).toBe(400);
      expect(state.deadline - Date.now()).toBe(400);
    });

    it('moves the Date of the deadline, as who gets it compares it with the clock', () => {
      const ctx = make();
      expect(ctx.deadline).toEqual(new Date(start + 500));
      setClock(shift);
      expect(ctx.deadline).toEqual(new Date(start + 500 + shift));
      expect(withDeadline(background(), ctx.deadline ?? new Date(0))[0].deadline).toEqual(ctx.deadline);
      expect(withTimeout(ctx, 1000)[0].deadline).toEqual(ctx.deadline);
    });
  });
});

describe('the Date of a deadline', () => {
  it('is the one that was given, to the millisecond, however often it is read', () => {
    jest.useRealTimers();
    for (let i = 0; i < 1000; i++) {
      const given = new Date(Date.now() + 1000 * i);
      const [ctx] = withDeadline(background(), given);
      const times = Array.from({ length: 20 }, () => ctx.deadline?.getTime());
      expect(new Set(times)).toEqual(new Set([given.getTime()]));
    }
  });

  it('does not change while the clocks go on, to the millisecond', () => {
    jest.useRealTimers();
    for (let i = 0; i < 1000; i++) {
      const [ctx] = withTimeout(background(), i);
      const times = Array.from({ length: 20 }, () => ctx.deadline?.getTime());
      expect(new Set(times).size).toBe(1);
    }
  });
});

describe('a timer of a test that has replaced setTimeout and not performance', () => {
  it('ends the context when it rings', () => {
    jest.useFakeTimers({ now: start, doNotFake: ['performance'] });
    const { signal } = withTimeout(background(), 500)[0];
    pass(400);
    expect(signal.aborted).toBe(false);
    pass(100);
    expect([signal.aborted, signal.reason]).toEqual([true, DeadlineExceeded]);
  });
});
