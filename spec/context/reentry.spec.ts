import { AsyncLocalStorage } from 'node:async_hooks';
import { background, current, run, withCancel } from '../../lib/context';
import { Reentry } from '../../lib/context/internal';

describe('Reentry', () => {
  const [ctx] = withCancel(background());
  const [other] = withCancel(background());

  it('runs each function in its context, and leaves that of the caller as it was', () => {
    const reentry = new Reentry(ctx);
    run(other, () => {
      for (const n of [1, 2, 3]) {
        expect(reentry.run((a: number, b: string) => [current(), a, b], n, 'b')).toEqual([ctx, n, 'b']);
        expect(current()).toBe(other);
      }
    });
    expect(current()).toBe(background());
  });

  it('hands on what is thrown, and what it starts goes on in its context', async () => {
    const reentry = new Reentry(ctx);
    const failure = new Error('mine');
    expect(() =>
      reentry.run(() => {
        throw failure;
      }),
    ).toThrow(failure);
    const seen = await reentry.run(async () => {
      await Promise.resolve();
      return current();
    });
    expect(seen).toBe(ctx);
    expect(current()).toBe(background());
  });

  it("has a caller's own AsyncLocalStorage", () => {
    const own = new AsyncLocalStorage<string>();
    const reentry = new Reentry(ctx);
    expect(own.run('mine', () => reentry.run(() => own.getStore()))).toBe('mine');
  });
});
