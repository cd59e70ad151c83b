import { createHook } from 'node:async_hooks';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** What is counted: bytes that are allocated on the heap, or promises that are made. */
export type Counted = 'bytes' | 'promises';

/** Begins to count. What it returns ends that, and tells what was counted, if that tells anything. */
export function startCounter(of: Counted): Promise<() => { counted?: number }> {
  return of === 'bytes' ? countBytes() : countPromises();
}

/** Counts bytes, in a process whose young generation is so large that no garbage need be collected meanwhile. */
async function countBytes(): Promise<() => { counted?: number }> {
  let collected = false;
  const observer = new PerformanceObserver(() => {
    collected = true;
  });
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve)); // an entry for that collection is none of the window
  observer.observe({ entryTypes: ['gc'] });
  const before = getHeapStatistics().used_heap_size;
  return () => {
    const counted = getHeapStatistics().used_heap_size - before;
    collected ||= observer.takeRecords().length > 0;
    observer.disconnect();
    return collected ? {} : { counted };
  };
}

async function countPromises(): Promise<() => { counted?: number }> {
  let counted = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') counted++;
    },
  }).enable();
  return () => {
    hook.disable();
    return { counted };
  };
}
