import {
  background,
  Canceled,
  cause,
  DeadlineExceeded,
  key,
  run,
  withCancelCause,
  withTimeout,
  withValue,
  wrap,
} from '../../lib/context';
import {
  appendToOutgoingContext,
  newIncomingContext,
  valueFromIncomingContext,
  valueFromOutgoingContext,
} from '../../lib/metadata';
import { fakeTime, pass } from '../support/time';
import { wrong } from '../support/wrong';

fakeTime();

const user = key<string>('user');
const tenant = key<string>('tenant');
const inner = withValue(withValue(background(), user, 'inner'), tenant, 't');

describe('context.wrap()', () => {
  it('asks for values first, and leaves the others to the wrapped context', () => {
    const ctx = wrap(inner, { value: (key) => (key === user ? 'mine' : undefined) });
    const child = withTimeout(ctx, 1000)[0];
    expect([ctx.value(user), ctx.value(tenant)]).toEqual(['mine', 't']);
    expect([child.value(user), child.value(tenant)]).toEqual(['mine', 't']);
    expect(withValue(ctx, user, 'nearer').value(user)).toBe('nearer');
    expect(inner.value(user)).toBe('inner');
  });

  it('has what another context has, metadata too, where the wrapped one has nothing', () => {
    const [dst, cancel] = withCancelCause(withValue(background(), user, 'own'));
    const src = newIncomingContext(withValue(inner, user, 'theirs'), { k: 'v' });
    const ctx = wrap(dst, { values: src });
    const child = withTimeout(ctx, 1000)[0];
    for (const each of [ctx, child]) {
      expect([each.value(user), each.value(tenant)]).toEqual(['own', 't']);
      expect(valueFromIncomingContext(each, 'k')).toEqual(['v']);
    }
    cancel();
    expect([ctx.err(), child.err(), src.err()]).toEqual([Canceled, Canceled, undefined]);
  });

  it('does not end with the context that has its values', () => {
    const [src, cancel] = withTimeout(inner, 100);
    const ctx = wrap(background(), { values: src });
    cancel();
    expect([ctx.err(), ctx.deadline, ctx.value(tenant)]).toEqual([undefined, undefined, 't']);
  });

  it('has an error of its own once the wrapped context has ended', () => {
    const [parent, cancel] = withCancelCause(background());
    const mine = new Error('mine');
    const ctx = wrap(parent, { err: (err) => (err === Canceled ? mine : err) });
    const [child] = withTimeout(ctx, 1000);
    const { signal } = child;
    expect([ctx.err(), child.err()]).toEqual([undefined, undefined]);
    cancel('why');
    expect([ctx.err(), child.err(), cause(child), signal.reason]).toEqual([mine, mine, 'why', 'why']);
  });

  it('ends and has a deadline as the wrapped context', () => {
    const [parent] = withTimeout(background(), 100);
    const ctx = wrap(parent, {});
    expect(ctx.deadline).toEqual(parent.deadline);
    const { signal } = ctx;
    pass(100);
    expect([ctx.err(), signal.aborted]).toEqual([DeadlineExceeded, true]);
  });

  it('carries the metadata, and may be the current one', () => {
    const ctx = wrap(appendToOutgoingContext(background(), 'k', 'v'), { value: () => undefined });
    run(ctx, () => {
      expect(valueFromOutgoingContext('k')).toEqual(['v']);
      expect(valueFromOutgoingContext(appendToOutgoingContext('k', 'w'), 'k')).toEqual(['v', 'w']);
      expect(wrap({}).value(user)).toBeUndefined();
    });
  });

  it('tells how it was derived, and no value', () => {
    const ctx = wrap(inner, { value: () => 'SECRET' });
    expect([String(ctx), JSON.stringify(ctx)]).toEqual([`${inner}.Wrap`, JSON.stringify(`${inner}.Wrap`)]);
    expect(String(withTimeout(ctx, 1000)[0])).toMatch(/^context\.Background.*\.Wrap\.WithDeadline/);
  });

  it('throws for what is no context and no overrides', () => {
    expect(() => wrap(wrong(null), {})).toThrow(
      new TypeError('context: wrap: ctx must be a Context: got null'),
    );
    expect(() => wrap(inner, wrong(null))).toThrow(
      new TypeError('context: wrap: overrides must be an object: got null'),
    );
    expect(() => wrap(inner, { value: wrong(1) })).toThrow(
      new TypeError('context: wrap: value must be a function: got number'),
    );
    expect(() => wrap(inner, { values: wrong(new Map()) })).toThrow(
      new TypeError('context: wrap: values must be a Context: got Map'),
    );
    expect(() => wrap(inner, { err: wrong(new Error('mine')) })).toThrow(
      new TypeError('context: wrap: err must be a function: got Error'),
    );
  });
});
