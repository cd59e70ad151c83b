import { Canceled, cause, DeadlineExceeded, withTimeout } from '../../lib/context';
import { newCallContext } from '../../lib/context/internal';
import { fakeTime, pass, start } from '../support/time';

fakeTime();

describe('context.newCallContext()', () => {
  it('ends at the deadline', () => {
    const [ctx] = newCallContext(start + 100);
    expect(ctx.deadline).toEqual(new Date(start + 100));
    const { signal } = ctx;
    pass(100);
    expect([ctx.err(), signal.aborted]).toEqual([DeadlineExceeded, true]);
  });

  it('has no deadline without one', () => {
    const [ctx, scope] = newCallContext(Number.POSITIVE_INFINITY);
    expect([ctx.deadline, ctx.err()]).toEqual([undefined, undefined]);
    scope.cancelNearDeadline(1000);
    expect([ctx.err(), cause(ctx)]).toEqual([Canceled, Canceled]);
  });

  it.each([
    [89, 10, Canceled],
    [90, 10, DeadlineExceeded],
    [99, 0, Canceled],
    [100, 0, DeadlineExceeded],
  ])('ended after %p ms with a slack of %p ms, it is %p', (ms, slack, err) => {
    const [ctx, scope] = newCallContext(start + 100);
    const { signal } = ctx;
    const [child] = withTimeout(ctx, 1000);
    pass(ms);
    scope.cancelNearDeadline(slack);
    scope.cancelNearDeadline(slack);
    expect([ctx.err(), child.err(), signal.reason]).toEqual([err, err, err]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells how it was derived', () => {
    expect(String(newCallContext(start)[0])).toBe(
      'context.Background.WithDeadline(2026-01-01T00:00:00.000Z)',
    );
    expect(String(newCallContext(Number.POSITIVE_INFINITY)[0])).toBe('context.Background.WithCancel');
  });
});
