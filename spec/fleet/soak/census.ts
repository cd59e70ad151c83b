import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as immediate } from 'node:timers/promises';
import type { Context } from 'mdctx/context';

/** What a process holds, and how late its event loop was since the last census. */
export interface Census {
  /** Bytes. */
  readonly rss: number;
  /** Bytes on the heap once the garbage has gone. */
  readonly heap: number;
  /** Contexts of calls, of all those that were counted, that are on the heap still. */
  readonly contexts: number;
  /** Milliseconds: the 99th percentile. */
  readonly delay: number;
}

const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();

let contexts = 0;
const registry = new FinalizationRegistry(() => {
  contexts--;
});

/** Counts `ctx` until it has been collected. */
export function countContext(ctx: Context): void {
  contexts++;
  registry.register(ctx, undefined);
}

/** Needs `node --expose-gc`. */
export async function census(): Promise<Census> {
  const { rss } = process.memoryUsage();
  const delay = Math.max(0, delays.percentile(99) / 1e6 - 10); // what it measures includes its own resolution
  delays.reset();
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await immediate();
  }
  return { rss, heap: process.memoryUsage().heapUsed, contexts, delay };
}
