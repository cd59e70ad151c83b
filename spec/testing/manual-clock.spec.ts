import { background, DeadlineExceeded, withCancel, withDeadline, withTimeout } from '../../lib/context';
import { manualClock, withClock } from '../../lib/testing';
import { itAnywhere } from '../support/anywhere';
import { end } from '../support/moment';

describe('testing.manualClock()', () => {
  it('stands still until it is moved', () => {
    const clock = manualClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(0);
    expect(clock.now()).toBe(1000);
    clock.advance(1.5);
    expect(clock.now()).toBe(1001.5);
  });

  it('begins now, if it is not told when', () => {
    const before = Date.now();
    const time = manualClock().now();
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('has what is due happen in the order of its time, at that time', () => {
    const clock = manualClock(0);
    const rung: string[] = [];
    const ring = (name: string) => () => rung.push(`${name}@${clock.now()}`);
    clock.at(20, ring('b'));
    clock.at(10, ring('a'));
    clock.at(20, ring('c'));
    clock.at(31, ring('late'));
    clock.at(5, () => clock.at(15, ring('set meanwhile')));
    clock.at(12, ring('stopped'))();
    clock.advance(30);
    expect(rung).toEqual(['a@10', 'set meanwhile@15', 'b@20', 'c@20']);
  });

  it('never has anything happen at once, nor twice', () => {
    const clock = manualClock(10);
    let rung = 0;
    clock.at(5, () => rung++);
    expect(rung).toBe(0);
    clock.advance(0);
    clock.advance(10);
    expect(rung).toBe(1);
  });

  it.each([-1, Number.NaN])('refuses to move by %d', (ms) => {
    expect(() => manualClock().advance(ms)).toThrow(RangeError);
  });
});

describe('testing.withClock()', () => {
  itAnywhere('moves the deadlines of what is derived', async () => {
    const clock = manualClock();
    const ctx = withClock(background(), clock);
    const [slow] = withTimeout(ctx, 86_400_000);
    const [quick, cancel] = withDeadline(ctx, new Date(clock.now() + 10));
    const [child] = withCancel(quick);
    const ended = end(child);
    clock.advance(9);
    expect([slow.err(), quick.err()]).toEqual([undefined, undefined]);
    clock.advance(1);
    expect(await ended).toBe(DeadlineExceeded);
    expect(slow.err()).toBeUndefined();
    clock.advance(86_400_000);
    expect(slow.err()).toBe(DeadlineExceeded);
    cancel();
  });

  it('takes the current context if none is given', () => {
    const clock = manualClock();
    const [ctx] = withTimeout(withClock(clock), 10);
    clock.advance(10);
    expect(ctx.err()).toBe(DeadlineExceeded);
  });
});
