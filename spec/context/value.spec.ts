import {
  background,
  current,
  type Key,
  key,
  run,
  todo,
  withCancel,
  withoutCancel,
  withValue,
} from '../../lib/context';
import { reservedKey } from '../../lib/context/internal';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const name = key<string>('name');
const count = key<number>('count');

describe('context.withValue()', () => {
  it('binds a value that each derived context has, and not the parent', () => {
    const ctx = withValue(background(), name, 'x');
    expect(background().value(name)).toBeUndefined();
    expect(ctx.value(name)).toBe('x');
    expect(withValue(ctx, count, 1).value(name)).toBe('x');
    expect(withCancel(ctx)[0].value(name)).toBe('x');
    expect(withoutCancel(ctx).value(name)).toBe('x');
  });

  it('binds in the current context, without ctx', () => {
    const outer = withValue(background(), name, 'outer');
    run(outer, () => {
      const inner = withValue(count, 1);
      const missing = withValue(undefined, count, 2);
      expect([inner.value(name), inner.value(count), missing.value(count)]).toEqual(['outer', 1, 2]);
      expect(current().value(count)).toBeUndefined();
    });
  });

  it('lets the nearest binding win, and keeps the farther one where it was', () => {
    const outer = withValue(background(), name, 'outer');
    const inner = withValue(outer, name, 'inner');
    expect([outer.value(name), inner.value(name)]).toEqual(['outer', 'inner']);
  });

  it('tells keys of the same name apart', () => {
    const [one, two] = [key<string>('same'), key<string>('same')];
    const ctx = withValue(withValue(background(), one, '1'), two, '2');
    expect([ctx.value(one), ctx.value(two)]).toEqual(['1', '2']);
  });

  it('binds undefined and null too, in front of what was bound before', () => {
    const maybe = key<string | undefined | null>('maybe');
    const outer = withValue(background(), maybe, 'x');
    expect(withValue(outer, maybe, undefined).value(maybe)).toBeUndefined();
    expect(withValue(outer, maybe, null).value(maybe)).toBeNull();
    run(outer, () => expect(withValue(maybe, undefined).value(maybe)).toBeUndefined());
  });

  it('keeps the value as it is', () => {
    const bag = key<{ n: number }>('bag');
    const value = { n: 1 };
    expect(withValue(background(), bag, value).value(bag)).toBe(value);
  });

  itAnywhere('binds a slot key at any depth', () => {
    const slot = reservedKey<string>('spec.slot');
    let ctx = withValue(background(), slot, 'x');
    for (let i = 0; i < 50; i++) ctx = i % 2 ? withValue(ctx, count, i) : withCancel(ctx)[0];
    expect([ctx.value(slot), ctx.value(count)]).toEqual(['x', 49]);
    expect(withValue(ctx, slot, 'y').value(slot)).toBe('y');
    expect(ctx.value(slot)).toBe('x');
    expect(reservedKey<string>('spec.slot').id).toBe(slot.id);
    expect(background().value(reservedKey<string>('spec.slot.of.later'))).toBeUndefined();
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['name', 'string'],
    [Symbol('name'), 'symbol'],
    [{}, 'object'],
    [{ id: 'name' }, 'object'],
  ])('throws for the key %p', (wrongKey, got) => {
    expect(() => withValue(background(), wrong<Key<number>>(wrongKey), 1)).toThrow(
      new TypeError(`context: withValue: key must be made by key(): got ${got}`),
    );
  });

  it('throws if ctx is not a context', () => {
    expect(() => withValue(wrong(null), name, 'x')).toThrow(
      new TypeError('context: withValue: ctx must be a Context: got null'),
    );
  });
});

describe('context.key()', () => {
  it('throws if the name is not a string', () => {
    expect(() => key(wrong(1))).toThrow(new TypeError('context: key: name must be a string: got number'));
  });

  it('takes any name', () => {
    for (const odd of ['', '__proto__', 'constructor', 'toString']) {
      const k = key<number>(odd);
      expect(background().value(k)).toBeUndefined();
      expect(withValue(background(), k, 1).value(k)).toBe(1);
    }
  });
});

describe.each([
  ['background', background(), background],
  ['todo', todo(), todo],
])('context.%s()', (_, ctx, make) => {
  it('is one context without values, deadline or end', () => {
    expect(make()).toBe(ctx);
    expect(ctx.value(name)).toBeUndefined();
    expect(ctx.deadline).toBeUndefined();
    expect(ctx.err()).toBeUndefined();
    expect(ctx.signal.aborted).toBe(false);
    expect(ctx.signal).toBe(ctx.signal);
  });
});
