import { runInNewContext } from 'node:vm';
import {
  background,
  Canceled,
  type Context,
  cause,
  current,
  key,
  run,
  throwIfEnded,
  withCancel,
  withCancelCause,
  withoutCancel,
  withTimeout,
  withValue,
} from '../../lib/context';
import { itAnywhere } from '../support/anywhere';
import { thrownBy, wrong } from '../support/wrong';

const name = key<string>('name');

describe('context.withCancel()', () => {
  itAnywhere('ends the context when the function is called, and has it seen on return', () => {
    const [ctx, cancel] = withCancel(background());
    expect(ctx.err()).toBeUndefined();
    cancel();
    expect(ctx.err()).toBe(Canceled);
    expect(cause(ctx)).toBe(Canceled);
  });

  it('does nothing at the second call', () => {
    const [ctx, cancel] = withCancel(background());
    const aborted = jest.fn();
    ctx.signal.addEventListener('abort', aborted);
    cancel();
    cancel();
    expect(aborted).toHaveBeenCalledTimes(1);
    expect(ctx.err()).toBe(Canceled);
  });

  it('ends children and grandchildren with it, and neither parent nor siblings', () => {
    const [parent] = withCancel(background());
    const [ctx, cancel] = withCancel(parent);
    const [sibling] = withCancel(parent);
    const child = withValue(ctx, name, 'child');
    const [grandchild] = withCancel(child);
    cancel();
    expect([ctx, child, grandchild].map((c) => c.err())).toEqual([Canceled, Canceled, Canceled]);
    expect([parent, sibling].map((c) => c.err())).toEqual([undefined, undefined]);
  });

  it('gives a child of an ended context the end of that', () => {
    const [parent, cancel] = withCancelCause(background());
    cancel('reason');
    const children: Context[] = [
      withCancel(parent)[0],
      withCancelCause(parent)[0],
      withTimeout(parent, 1000)[0],
      withTimeout(parent, 0)[0],
      withTimeout(parent, -1000)[0],
      withValue(parent, name, 'child'),
    ];
    for (const child of children) {
      expect(child.err()).toBe(Canceled);
      expect(cause(child)).toBe('reason');
      expect(child.signal.aborted).toBe(true);
      expect(child.signal.reason).toBe('reason');
    }
  });

  it('derives from the current context, without ctx', () => {
    const [outer, cancelOuter] = withCancel(withValue(background(), name, 'outer'));
    const [inner] = run(outer, () => withCancel());
    const [missing] = run(outer, () => withCancel(undefined));
    cancelOuter();
    expect([inner.value(name), inner.err(), missing.err()]).toEqual(['outer', Canceled, Canceled]);
  });

  it('may be cancelled from any context', () => {
    const [ctx, cancel] = withCancel(background());
    run(withValue(background(), name, 'other'), cancel);
    expect(ctx.err()).toBe(Canceled);
  });

  it.each([
    [null, 'null'],
    [1, 'number'],
    [{}, 'object'],
    [new Map(), 'Map'],
    [Promise.resolve(), 'Promise'],
    [new Proxy({}, {}), 'Proxy'],
    [{ constructor: { name: 'Secret' } }, 'object'],
    [Object.create({ constructor: class {} }), 'object'],
    [runInNewContext('new Map()'), 'Map'],
    ['ctx', 'string'],
  ])('throws for %p in place of a context', (ctx, got) => {
    expect(() => withCancel(wrong(ctx))).toThrow(
      new TypeError(`context: withCancel: ctx must be a Context: got ${got}`),
    );
  });
});

describe('context.withCancelCause()', () => {
  const reason = new Error('because');

  it('keeps the reason of the first call as the cause', () => {
    const [ctx, cancel] = withCancelCause(background());
    expect(cause(ctx)).toBeUndefined();
    cancel(reason);
    cancel(new Error('another'));
    expect([ctx.err(), cause(ctx), ctx.signal.reason]).toEqual([Canceled, reason, reason]);
  });

  it.each([
    ['nothing', []],
    ['undefined', [undefined]],
    ['null', [null]],
  ])('has Canceled as the cause if %s is given', (_, args) => {
    const [ctx, cancel] = withCancelCause(background());
    cancel(...args);
    cancel(reason);
    expect([ctx.err(), cause(ctx), ctx.signal.reason]).toEqual([Canceled, Canceled, Canceled]);
  });

  it.each([[''], [0], [false], ['text'], [{ code: 1 }]])('takes %p for a reason', (given) => {
    const [ctx, cancel] = withCancelCause(background());
    const { signal } = ctx;
    cancel(given);
    expect([cause(ctx), signal.reason]).toEqual([given, given]);
  });
});

describe('context.cause()', () => {
  it('is that of the parent in the child, if the parent ends first', () => {
    const [parent, cancelParent] = withCancelCause(background());
    const [child, cancelChild] = withCancelCause(parent);
    cancelParent('parent');
    cancelChild('child');
    expect([cause(parent), cause(child)]).toEqual(['parent', 'parent']);
  });

  it('is the own one of the child, if the child ends first', () => {
    const [parent, cancelParent] = withCancelCause(background());
    const [child, cancelChild] = withCancelCause(parent);
    cancelChild('child');
    expect([cause(parent), cause(child)]).toEqual([undefined, 'child']);
    cancelParent('parent');
    expect([cause(parent), cause(child)]).toEqual(['parent', 'child']);
  });

  it('is Canceled where no reason was given, also below a function that takes one', () => {
    const [parent, cancel] = withCancel(background());
    const [child] = withCancelCause(parent);
    cancel();
    expect(cause(child)).toBe(Canceled);
  });

  it('is of the current context, without ctx', () => {
    const [ctx, cancel] = withCancelCause(background());
    cancel('reason');
    expect(run(ctx, () => cause())).toBe('reason');
    expect(cause()).toBeUndefined();
  });
});

describe('context.withoutCancel()', () => {
  it('keeps values and drops deadline, end and cause', () => {
    const [parent, cancel] = withCancelCause(withTimeout(withValue(background(), name, 'kept'), 1e6)[0]);
    const before = withoutCancel(parent);
    cancel('reason');
    const after = withoutCancel(parent);
    for (const ctx of [before, after]) {
      expect([ctx.err(), ctx.deadline, cause(ctx), ctx.signal.aborted]).toEqual([
        undefined,
        undefined,
        undefined,
        false,
      ]);
      expect(ctx.value(name)).toBe('kept');
    }
  });

  it('is where a new tree begins', () => {
    const [parent, cancelParent] = withCancel(background());
    const [child, cancelChild] = withCancel(withoutCancel(parent));
    cancelParent();
    expect(child.err()).toBeUndefined();
    cancelChild();
    expect(child.err()).toBe(Canceled);
  });

  it('derives from the current context, without ctx', () => {
    const [ctx, cancel] = withCancel(withValue(background(), name, 'kept'));
    run(ctx, () => {
      cancel();
      const free = withoutCancel();
      expect([current().err(), free.err(), free.value(name)]).toEqual([Canceled, undefined, 'kept']);
    });
  });
});

describe('context.throwIfEnded()', () => {
  it('throws the error of a context that has ended, and nothing before', () => {
    const [ctx, cancel] = withCancelCause(background());
    expect(() => throwIfEnded(ctx)).not.toThrow();
    cancel('why');
    expect(thrownBy(() => throwIfEnded(ctx))).toBe(Canceled);
    expect(run(ctx, () => thrownBy(() => throwIfEnded()))).toBe(Canceled);
    expect(() => throwIfEnded()).not.toThrow();
  });

  it('throws if ctx is not a context', () => {
    expect(() => throwIfEnded(wrong(null))).toThrow(
      new TypeError('context: throwIfEnded: ctx must be a Context: got null'),
    );
  });
});
