import {
  afterFunc,
  background,
  current,
  key,
  run,
  withCancel,
  withoutCancel,
  withTimeout,
  withValue,
} from '../../lib/context';
import { itAnywhere } from '../support/anywhere';
import { inNode } from '../support/node';
import { fakeTime, microtasks, pass } from '../support/time';
import { wrong } from '../support/wrong';

jest.setTimeout(60_000); // some tests start a process, and the machine may be busy

fakeTime();

describe('context.afterFunc()', () => {
  itAnywhere('calls f once, right after the end and never inside the call that ends', async () => {
    const [ctx, cancel] = withCancel(background());
    const f = jest.fn();
    afterFunc(ctx, f);
    cancel();
    expect(f).not.toHaveBeenCalled();
    await null;
    expect(f).toHaveBeenCalledTimes(1);
    cancel();
    await microtasks();
    expect(f).toHaveBeenCalledTimes(1);
  });

  itAnywhere('calls f right after, never at once, if the context has ended', async () => {
    const [ctx, cancel] = withCancel(background());
    cancel();
    const f = jest.fn();
    const stop = afterFunc(ctx, f);
    expect(f).not.toHaveBeenCalled();
    expect(stop()).toBe(false);
    await null;
    expect(f).toHaveBeenCalledTimes(1);
  });

  itAnywhere('calls f at a deadline', async () => {
    const f = jest.fn();
    afterFunc(withTimeout(background(), 100)[0], f);
    pass(99);
    await microtasks();
    expect(f).not.toHaveBeenCalled();
    pass(1);
    await microtasks();
    expect(f).toHaveBeenCalledTimes(1);
  });

  itAnywhere('calls f in the context in which it was registered', async () => {
    const here = current();
    const [ctx, cancel] = withCancel(background());
    const seen: unknown[] = [];
    afterFunc(ctx, () => seen.push(current()));
    run(withValue(background(), key<string>('other'), 'x'), cancel);
    await microtasks();
    expect(seen).toEqual([here]);
  });

  it('keeps several registrations independent', async () => {
    const [ctx, cancel] = withCancel(background());
    const [f, g] = [jest.fn(), jest.fn()];
    const stop = afterFunc(ctx, f);
    afterFunc(ctx, g);
    afterFunc(ctx, g);
    expect(stop()).toBe(true);
    cancel();
    await microtasks();
    expect([f, g].map((fn) => fn.mock.calls.length)).toEqual([0, 2]);
  });

  it('tells by stop whether it kept f from being called', async () => {
    const [ctx, cancel] = withCancel(background());
    const f = jest.fn();
    const stop = afterFunc(ctx, f);
    expect([stop(), stop()]).toEqual([true, false]);
    cancel();
    await microtasks();
    expect([stop(), f.mock.calls.length]).toEqual([false, 0]);

    const [other, cancelOther] = withCancel(background());
    const stopOther = afterFunc(other, f);
    cancelOther();
    expect(stopOther()).toBe(false);
    await microtasks();
    expect([stopOther(), f.mock.calls.length]).toEqual([false, 1]);
  });

  it('keeps f from being called when stop is called by another who is told of the same end', async () => {
    const [ctx, cancel] = withCancel(background());
    const f = jest.fn();
    const stopped: boolean[] = [];
    ctx.signal.addEventListener('abort', () => stopped.push(stop()));
    const stop = afterFunc(ctx, f);
    cancel();
    await microtasks();
    expect([stopped, f.mock.calls.length]).toEqual([[true], 0]);
  });

  it('can be stopped and registered anew inside f', async () => {
    const [ctx, cancel] = withCancel(background());
    const seen: unknown[] = [];
    const stop = afterFunc(ctx, () => {
      seen.push(stop());
      afterFunc(ctx, () => seen.push('again'));
    });
    cancel();
    await microtasks();
    expect(seen).toEqual([false, 'again']);
  });

  it('never calls f for a context that never ends', async () => {
    const f = jest.fn();
    const [parent, cancel] = withCancel(background());
    const stops = [background(), withoutCancel(parent)].map((ctx) => afterFunc(ctx, f));
    cancel();
    await microtasks();
    expect(f).not.toHaveBeenCalled();
    expect(stops.map((stop) => [stop(), stop()])).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  it('waits for the current context, without ctx', async () => {
    const [ctx, cancel] = withCancel(background());
    const f = jest.fn();
    run(ctx, () => {
      afterFunc(f);
      afterFunc(undefined, f);
    });
    cancel();
    await microtasks();
    expect(f).toHaveBeenCalledTimes(2);
  });

  it('gives the timer back when it is stopped', () => {
    const [ctx] = withTimeout(background(), 100);
    const stop = afterFunc(ctx, jest.fn());
    expect(jest.getTimerCount()).toBe(1);
    stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('throws if f is not a function or ctx not a context', () => {
    expect(() => afterFunc(background(), wrong(undefined))).toThrow(
      new TypeError('context: afterFunc: f must be a function: got undefined'),
    );
    expect(() => afterFunc(wrong(null), jest.fn())).toThrow(
      new TypeError('context: afterFunc: ctx must be a Context: got null'),
    );
  });

  it('makes what f throws or rejects with a warning of the process, and calls the other functions all the same', async () => {
    const seen = await inNode<string[]>(`
      require('ts-node/register/transpile-only');
      const { afterFunc, background, withCancel } = require('mdctx/context');
      const seen = [];
      process.on('uncaughtException', (error) => seen.push('uncaught ' + error.message));
      process.on('warning', ({ message, code }) => seen.push(code + ' ' + message.split('\\n')[0]));
      const [ctx, cancel] = withCancel(background());
      const [child] = withCancel(ctx);
      afterFunc(ctx, () => { throw new Error('thrown by f'); });
      afterFunc(ctx, async () => { throw new Error('rejected by f'); });
      afterFunc(ctx, () => { throw 'no error'; });
      afterFunc(ctx, () => seen.push('f of ctx'));
      afterFunc(child, () => seen.push('f of child'));
      ctx.signal.addEventListener('abort', () => { throw new Error('thrown by a listener'); });
      cancel();
      seen.push('cancelled ' + child.err().message);
      setImmediate(() => setImmediate(() => report(seen.sort())));
    `);
    expect(seen).toEqual([
      'MDCTX_CALLBACK context: afterFunc: the function must not throw: Error: rejected by f',
      'MDCTX_CALLBACK context: afterFunc: the function must not throw: Error: thrown by f',
      'MDCTX_CALLBACK context: afterFunc: the function must not throw: got string',
      'cancelled context canceled',
      'f of child',
      'f of ctx',
      'uncaught thrown by a listener', // as by a listener of any other signal of Node's
    ]);
  });
});
