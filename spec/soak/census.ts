import { readdirSync } from 'node:fs';
import { setImmediate as immediate } from 'node:timers/promises';

/** What a process holds. */
export interface Census {
  /** Bytes on the heap when the garbage was collected. */
  readonly heap: number;
  /** Timers that keep the process alive or not, as far as Node tells of them. */
  readonly timers: number;
  /** Listeners for the end of the soak's own context. */
  readonly listeners: number;
  /** Open files and sockets. */
  readonly descriptors: number;
}

/** Counts what this process holds, when all that may go has gone. It needs `node --expose-gc`. */
export async function census(listeners: () => number): Promise<Census> {
  for (let round = 0; round < 20; round++) {
    await immediate();
    globalThis.gc?.();
  }
  return {
    heap: process.memoryUsage().heapUsed,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    listeners: listeners(),
    descriptors: readdirSync('/proc/self/fd').length,
  };
}
