import { createHook } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { type Context, current, withSignal, withTimeout } from '../../lib/context';
import { everywhere } from '../support/adapters/pairs';
import { Crowd } from './crowd';

// Has a crowd of calls made, and tells as JSON on standard output what was seen of it and what it left behind. It needs
// `node --expose-gc`.

/** The timers that the library has made and nobody has cleared. */
const timers = new Set<number>();
let timed = false; // whether it has made any

createHook({
  init(asyncId, type) {
    if (type !== 'Timeout' || !/[\\/]lib[\\/]context[\\/]/.test(String(new Error().stack))) return;
    timers.add(asyncId);
    timed = true;
  },
  destroy: (asyncId) => timers.delete(asyncId),
}).enable();

/** Returns how many of `refs` are still there when the garbage was collected. */
async function kept(refs: ReadonlyArray<WeakRef<Context>>): Promise<number> {
  let alive = refs.length;
  for (let round = 0; round < 100 && alive > 0; round++) {
    await immediate();
    global.gc?.();
    alive = refs.filter((ref) => ref.deref() !== undefined).length;
  }
  return alive;
}

async function main(name: string | undefined): Promise<void> {
  const pair = everywhere.find((adapter) => adapter.name === name);
  if (pair === undefined || global.gc === undefined)
    throw new Error('crowd: --expose-gc and an adapter are needed');
  const refs: Array<WeakRef<Context>> = [];
  const crowd = await Crowd.on(pair, (ctx) => {
    refs.push(new WeakRef(ctx));
    if (ctx === current()) ctx.signal.throwIfAborted(); // a handler waits for the end of its call
  });
  const { signal } = new AbortController();
  const [parent] = withTimeout(withSignal(signal), 3_600_000);
  const answered = await crowd.go(1000, parent);
  const contexts = await kept(refs); // while the connections are open
  const listeners = getEventListeners(signal, 'abort').length;
  const { strange } = crowd;
  // The timer that looks after interceptors goes at its next look, an eighth of a second later.
  for (let look = 0; timers.size > 0 && look < 100; look++) await delay(20);
  const left = { contexts, timers: timers.size, listeners };
  console.log(JSON.stringify({ answered, strange, seen: refs.length, timed, left }));
  crowd.close();
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
