import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  afterFunc,
  background,
  Canceled,
  cause,
  DeadlineExceeded,
  run,
  withCancel,
  withCancelCause,
  withSignal,
  withTimeout,
} from '../../lib/context';
import { itAnywhere } from '../support/anywhere';
import { inNode } from '../support/node';
import { fakeTime, microtasks, pass, passBusy } from '../support/time';
import { thrownBy, wrong } from '../support/wrong';

jest.setTimeout(60_000); // some tests start a process, and the machine may be busy

fakeTime();

/** How many listeners wait for `signal`. */
function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe('Context.signal', () => {
  itAnywhere('aborts when the context ends, with the cause as its reason', () => {
    const [ctx, cancel] = withCancelCause(background());
    const { signal } = ctx;
    const seen: unknown[] = [];
    signal.addEventListener('abort', () => seen.push(signal.reason, ctx.err(), cause(ctx)));
    cancel('reason');
    expect(seen).toEqual(['reason', Canceled, 'reason']);
  });

  it('is the same at each use, before the end and after', () => {
    const [ctx, cancel] = withCancel(background());
    const { signal } = ctx;
    expect(ctx.signal).toBe(signal);
    cancel();
    expect(ctx.signal).toBe(signal);
    const [unused, cancelUnused] = withCancel(background());
    cancelUnused();
    expect(unused.signal).toBe(unused.signal);
  });

  it('is aborted from the start if the context has ended', () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    expect([ctx.signal.aborted, ctx.signal.reason]).toEqual([true, Canceled]);
    expect(thrownBy(() => ctx.signal.throwIfAborted())).toBe(Canceled);
  });

  it('takes any number of listeners without a warning, as a context is there to be shared', async () => {
    const warnings = await inNode<string[]>(`
      require('ts-node/register/transpile-only');
      const { background } = require('mdctx/context');
      const warnings = [];
      process.on('warning', ({ name }) => warnings.push(name));
      const { signal } = background();
      for (let i = 0; i < 50; i++) signal.addEventListener('abort', () => i);
      setImmediate(() => report(warnings));
    `);
    expect(warnings).toEqual([]);
  });

  it('serves what takes a signal', async () => {
    const [ctx, cancel] = withCancelCause(background());
    const pending = sleep(1e6, undefined, { signal: ctx.signal });
    const reason = new Error('reason');
    cancel(reason);
    await expect(pending).rejects.toMatchObject({ name: 'AbortError', cause: reason });
  });

  it('may be joined with another by AbortSignal.any', () => {
    const [ctx, cancel] = withCancel(background());
    const any = AbortSignal.any([ctx.signal, new AbortController().signal]);
    cancel();
    expect([any.aborted, any.reason]).toEqual([true, Canceled]);
  });

  it('aborts for the parent first, and for children before cancel returns', () => {
    const [parent, cancel] = withCancel(background());
    const order: string[] = [];
    const [first] = withCancel(parent);
    const [second] = withCancel(parent);
    second.signal.addEventListener('abort', () => order.push('second'));
    first.signal.addEventListener('abort', () => order.push('first'));
    parent.signal.addEventListener('abort', () => order.push('parent'));
    cancel();
    expect([order[0], order.slice(1).sort()]).toEqual(['parent', ['first', 'second']]);
  });
});

describe('a listener of the end', () => {
  it('sees each context below as ended, those that wait too', () => {
    const [parent, cancel] = withCancelCause(background());
    const [waiting] = withCancel(parent);
    const [idle] = withCancel(parent);
    const seen: unknown[] = [];
    parent.signal.addEventListener('abort', () => {
      for (const ctx of [waiting, idle]) seen.push([ctx.err(), cause(ctx), ctx.signal.aborted]);
    });
    expect(waiting.signal.aborted).toBe(false);
    cancel('reason');
    expect(seen).toEqual([
      [Canceled, 'reason', true],
      [Canceled, 'reason', true],
    ]);
  });

  it('may read the signal of a context below, which stays the same', () => {
    const [parent] = withTimeout(background(), 100);
    const [child] = withCancel(parent);
    const seen: AbortSignal[] = [];
    parent.signal.addEventListener('abort', () => seen.push(child.signal));
    passBusy(100);
    const { signal } = child;
    expect(seen).toEqual([signal]);
    expect([signal.aborted, child.signal === seen[0]]).toEqual([true, true]);
  });

  it('may cancel again, a child, a sibling and the parent', () => {
    const [grandparent, cancelGrandparent] = withCancelCause(background());
    const [ctx, cancel] = withCancelCause(grandparent);
    const [child, cancelChild] = withCancelCause(ctx);
    const [sibling, cancelSibling] = withCancelCause(grandparent);
    const calls: string[] = [];
    for (const [name, each] of Object.entries({ grandparent, ctx, child, sibling })) {
      each.signal.addEventListener('abort', () => calls.push(name));
    }
    ctx.signal.addEventListener('abort', () => {
      cancel('again');
      cancelChild('child');
      cancelSibling('sibling');
      cancelGrandparent('grandparent');
    });
    cancel('first');
    expect([ctx, child, sibling, grandparent].map((c) => cause(c))).toEqual([
      'first',
      'first',
      'sibling',
      'grandparent',
    ]);
    expect([...calls].sort()).toEqual(['child', 'ctx', 'grandparent', 'sibling']);
  });

  it('may cancel a child that has not been told yet', async () => {
    const [parent, cancel] = withCancelCause(background());
    const children = Array.from({ length: 5 }, () => withCancelCause(parent));
    const told = children.map(() => jest.fn());
    for (const [i, [child]] of children.entries()) afterFunc(child, told[i] ?? jest.fn());
    const aborted = jest.fn();
    children[1]?.[0].signal.addEventListener('abort', () => {
      aborted();
      for (const [, cancelChild] of children) cancelChild('too late');
    });
    cancel('parent');
    await microtasks();
    expect(children.map(([child]) => cause(child))).toEqual(Array(5).fill('parent'));
    expect(told.map((f) => f.mock.calls.length)).toEqual(Array(5).fill(1));
    expect(aborted).toHaveBeenCalledTimes(1);
  });

  it('does not change how a context ended that was asked before it was told', () => {
    const source = new AbortController();
    const [parent, cancel] = withCancelCause(background());
    const child = withSignal(parent, source.signal);
    const causes: unknown[] = [];
    child.signal.addEventListener('abort', () => causes.push(cause(child)));
    parent.signal.addEventListener('abort', () => {
      causes.push(cause(child));
      source.abort('signal');
    });
    cancel('parent');
    expect([...causes, cause(child)]).toEqual(['parent', 'parent', 'parent']);
  });

  it('may derive from the context that ends', () => {
    const [ctx, cancel] = withCancelCause(background());
    const seen: unknown[] = [];
    ctx.signal.addEventListener('abort', () => {
      const [child] = withTimeout(ctx, 1000);
      seen.push(child.err(), child.signal.reason);
    });
    cancel('reason');
    expect(seen).toEqual([Canceled, 'reason']);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('context.withSignal()', () => {
  itAnywhere('ends the context as cancelled when the signal aborts', () => {
    const source = new AbortController();
    const ctx = withSignal(background(), source.signal);
    expect(ctx.err()).toBeUndefined();
    source.abort('reason');
    expect([ctx.err(), cause(ctx), ctx.signal.reason]).toEqual([Canceled, 'reason', 'reason']);
  });

  itAnywhere('tells those who wait while the signal aborts', () => {
    const source = new AbortController();
    const { signal } = withSignal(background(), source.signal);
    const [child] = withCancel(withSignal(background(), source.signal));
    const aborted = jest.fn();
    child.signal.addEventListener('abort', aborted);
    source.abort('reason');
    expect([signal.aborted, signal.reason, aborted.mock.calls.length]).toEqual([true, 'reason', 1]);
  });

  it('ends it with DeadlineExceeded if the reason is a TimeoutError', () => {
    const source = new AbortController();
    const ctx = withSignal(background(), source.signal);
    const reason = new DOMException('late', 'TimeoutError');
    source.abort(reason);
    expect([ctx.err(), cause(ctx)]).toEqual([DeadlineExceeded, reason]);
    expect(withSignal(background(), AbortSignal.abort(DeadlineExceeded)).err()).toBe(DeadlineExceeded);
  });

  it('is ended from the start if the signal has aborted', () => {
    const ctx = withSignal(background(), AbortSignal.abort('reason'));
    expect([ctx.err(), ctx.signal.aborted, ctx.signal.reason]).toEqual([Canceled, true, 'reason']);
  });

  it('has Canceled as its cause if the signal has no reason', () => {
    const { signal } = new AbortController();
    const odd = new Proxy(signal, {
      get: (target, name) =>
        name === 'aborted' ? true : name === 'reason' ? undefined : Reflect.get(target, name),
    });
    const ctx = withSignal(background(), odd);
    expect([ctx.err(), cause(ctx), ctx.signal.reason]).toEqual([Canceled, Canceled, Canceled]);
  });

  it('ends with the parent too', () => {
    const source = new AbortController();
    const [parent, cancel] = withCancelCause(background());
    const ctx = withSignal(parent, source.signal);
    cancel('parent');
    source.abort('signal');
    const again = withSignal(parent, source.signal);
    expect([ctx.err(), again.err(), cause(again)]).toEqual([Canceled, Canceled, 'parent']);
  });

  it('passes the deadline of the parent on', () => {
    const [parent] = withTimeout(background(), 100);
    const ctx = withSignal(parent, new AbortController().signal);
    expect(ctx.deadline).toEqual(parent.deadline);
    const { signal } = ctx;
    pass(100);
    expect([ctx.err(), signal.aborted]).toEqual([DeadlineExceeded, true]);
  });

  it('derives from the current context, without ctx', () => {
    const [parent, cancel] = withCancel(background());
    const contexts = run(parent, () => [
      withSignal(new AbortController().signal),
      withSignal(undefined, new AbortController().signal),
    ]);
    cancel();
    expect(contexts.map((ctx) => ctx.err())).toEqual([Canceled, Canceled]);
  });

  it('keeps no listener while nobody waits', () => {
    const { signal } = new AbortController();
    const ctx = withSignal(background(), signal);
    withCancel(ctx)[0].err();
    expect(listeners(signal)).toBe(0);
  });

  it('keeps one listener, however many wait, and none when nobody waits any more', () => {
    const { signal } = new AbortController();
    const ctx = withSignal(background(), signal);
    const stops = [1, 2, 3].map(() => afterFunc(ctx, jest.fn()));
    const [child, cancel] = withCancel(ctx);
    expect([child.signal.aborted, listeners(signal)]).toEqual([false, 1]);
    for (const stop of stops) stop();
    expect(listeners(signal)).toBe(1);
    cancel();
    expect(listeners(signal)).toBe(0);
    const stop = afterFunc(ctx, jest.fn());
    expect(listeners(signal)).toBe(1);
    stop();
    expect(listeners(signal)).toBe(0);
  });

  it('keeps no listener after the end', () => {
    for (const end of ['parent', 'signal']) {
      const source = new AbortController();
      const [parent, cancel] = withCancel(background());
      const ctx = withSignal(parent, source.signal);
      expect([ctx.signal.aborted, listeners(source.signal)]).toEqual([false, 1]);
      if (end === 'parent') cancel();
      else source.abort();
      expect([ctx.signal.aborted, listeners(source.signal)]).toEqual([true, 0]);
    }
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'object'],
    [new AbortController(), 'AbortController'],
    ['signal', 'string'],
  ])('throws for the signal %p', (signal, got) => {
    expect(() => withSignal(background(), wrong<AbortSignal>(signal))).toThrow(
      new TypeError(`context: withSignal: signal must be an AbortSignal: got ${got}`),
    );
  });

  it('throws if ctx is not a context', () => {
    expect(() => withSignal(wrong(null), new AbortController().signal)).toThrow(
      new TypeError('context: withSignal: ctx must be a Context: got null'),
    );
  });
});
