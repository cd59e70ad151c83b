import { inNode } from '../support/node';

jest.setTimeout(60_000); // some tests start a process, and the machine may be busy

/** Runs `script` in a process of its own, with the library's `context`, `gc` and `collected(make)`. */
function inFreshNode<T>(script: string): Promise<T> {
  return inNode(`
    require('ts-node/register/transpile-only');
    require('node:v8').setFlagsFromString('--expose-gc');
    const gc = require('node:vm').runInNewContext('gc');
    const { getEventListeners } = require('node:events');
    const context = require('mdctx/context');
    setTimeout(() => process.exit(9), 20_000).unref(); // it comes to this only if something keeps the process alive

    /** Tells how many of the objects that make returns are collected once nobody holds what it returned. */
    const collected = async (make, count = 100) => {
      const refs = Array.from({ length: count }, () => new WeakRef(make()));
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        gc();
      }
      return refs.filter((ref) => ref.deref() === undefined).length;
    };
    void (async () => { ${script} })();
  `);
}

describe('a context that is dropped', () => {
  it('is collected without being cancelled, whatever its kind, while its parent lives', async () => {
    const seen = await inFreshNode<Record<string, number>>(`
      const { signal } = new AbortController();
      const [parent] = context.withTimeout(context.withCancel(context.background())[0], 3_600_000);
      const key = context.key('key');
      parent.signal.addEventListener('abort', () => undefined);
      const kinds = {
        withCancel: () => context.withCancel(parent)[0],
        withTimeout: () => context.withTimeout(parent, 60_000)[0],
        withSignal: () => context.withSignal(parent, signal),
        withoutCancel: () => context.withoutCancel(parent),
        withValue: () => context.withValue(parent, key, {}),
        asked: () => { const [ctx] = context.withTimeout(parent, 60_000); ctx.err(); context.cause(ctx); return ctx; },
        waited: () => { const [ctx] = context.withTimeout(parent, 60_000); context.afterFunc(ctx, () => {})(); return ctx; },
        run: () => { const [ctx] = context.withCancel(parent); context.run(ctx, () => context.current()); return ctx; },
      };
      const counts = {};
      for (const [name, make] of Object.entries(kinds)) counts[name] = await collected(make);
      report({ ...counts, parent: parent.err() === undefined ? 0 : 1, listeners: getEventListeners(signal, 'abort').length });
    `);
    const { parent, listeners, ...counts } = seen;
    expect([parent, listeners]).toEqual([0, 0]);
    for (const [name, count] of Object.entries(counts)) expect([name, count]).toEqual([name, 100]);
  });

  it('is collected after its end though somebody waited, while its parent lives', async () => {
    const counts = await inFreshNode<number[]>(`
      const [parent] = context.withCancel(context.background());
      const { signal } = new AbortController();
      const ended = (make) => () => {
        const [ctx, cancel] = make();
        ctx.signal.addEventListener('abort', () => undefined);
        context.afterFunc(ctx, () => undefined);
        cancel();
        return ctx;
      };
      report([
        await collected(ended(() => context.withCancel(parent))),
        await collected(ended(() => context.withTimeout(parent, 3_600_000))),
        await collected(ended(() => context.withCancel(context.withSignal(parent, signal)))),
      ]);
    `);
    expect(counts).toEqual([100, 100, 100]);
  });

  it('takes its values with it', async () => {
    const count = await inFreshNode<number>(`
      const key = context.key('key');
      report(await collected(() => {
        const value = { large: Buffer.alloc(1000) };
        context.run(context.withValue(context.background(), key, value), () => context.withCancel());
        return value;
      }));
    `);
    expect(count).toBe(100);
  });

  it('is what a process with many of them can afford', async () => {
    const grown = await inFreshNode<number>(`
      const [parent] = context.withCancel(context.background());
      parent.signal.addEventListener('abort', () => undefined);
      const use = (count) => {
        for (let i = 0; i < count; i++) {
          const [ctx] = context.withTimeout(parent, 60_000);
          context.afterFunc(ctx, () => undefined)();
        }
      };
      use(10_000); gc();
      const before = process.memoryUsage().heapUsed;
      use(200_000); gc();
      report(process.memoryUsage().heapUsed - before);
    `);
    expect(grown).toBeLessThan(1_000_000);
  });
});

describe('a process', () => {
  it('exits by itself while a timeout of an hour is waited for', async () => {
    const began = Date.now();
    const resources = await inFreshNode<string[]>(`
      const [ctx] = context.withTimeout(context.background(), 3_600_000);
      ctx.signal.addEventListener('abort', () => undefined);
      context.afterFunc(ctx, () => undefined);
      const [child] = context.withDeadline(ctx, new Date(Date.now() + 60_000));
      child.signal.addEventListener('abort', () => undefined);
      report(process.getActiveResourcesInfo().filter((name) => name === 'Timeout'));
    `);
    expect(resources).toEqual([]);
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  it('is left no timer after a cancel', async () => {
    const timers = await inFreshNode<number[]>(`
      const set = new Set();
      const { setTimeout: real, clearTimeout: clear } = globalThis;
      globalThis.setTimeout = (f, ms) => { const timer = real(() => { set.delete(timer); f(); }, ms); set.add(timer); return timer; };
      globalThis.clearTimeout = (timer) => { set.delete(timer); clear(timer); };
      const all = Array.from({ length: 50 }, () => context.withTimeout(context.background(), 60_000));
      for (const [ctx] of all) ctx.signal.addEventListener('abort', () => undefined);
      const before = set.size;
      for (const [, cancel] of all) cancel();
      report([before, set.size]);
    `);
    expect(timers).toEqual([50, 0]);
  });
});
