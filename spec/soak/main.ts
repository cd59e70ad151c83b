import { getEventListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { background, withSignal } from '../../lib/context';
import { everywhere, type Pair } from '../support/adapters/pairs';
import { Random } from '../support/random';
import { type Census, census } from './census';
import { type Seen, Traffic } from './traffic';

// `npm run soak`: interleaved calls of all kinds over two hops, with cancels, deadlines, errors and loops that are left, on
// each runtime in turn. `-- --calls 1000000 --stage nice-grpc --seed 7` says how many, who serves, and with which random
// numbers. It fails if anything is mixed up, ends as it must not, is never ended, or is left behind.

const concurrency = 64;
const patience = 60_000; // ms without one call that ends, after which calls hang

interface Report {
  readonly spare: number; // descriptors that may be more: HTTP/1.1 has a socket for each call at a time, and keeps some
  readonly seen: Seen;
  readonly before: Census;
  readonly after: Census;
  readonly seconds: number;
}

async function soak(pair: Pair, calls: number, seed: number): Promise<Report> {
  const { signal } = new AbortController();
  const parent = withSignal(background(), signal);
  const listeners = () => getEventListeners(signal, 'abort').length;
  const traffic = await Traffic.on(pair);
  const random = new Random(seed);
  const warmUp = Math.min(3000, Math.ceil(calls / 4));
  await traffic.go(warmUp, concurrency, parent, random); // what is compiled and kept for good comes first
  const before = await census(listeners);
  const begun = performance.now();
  const stopWatching = watch(traffic.seen);
  await traffic.go(calls - warmUp, concurrency, parent, random);
  stopWatching();
  const after = await census(listeners);
  traffic.close();
  const spare = pair.name.includes('HTTP/1.1') ? 2 * concurrency : 2;
  return { spare, seen: traffic.seen, before, after, seconds: (performance.now() - begun) / 1000 };
}

/** Ends the process if no call ends for a while: the table would never come. */
function watch(seen: Seen): () => void {
  let last = -1;
  const timer = setInterval(() => {
    if (seen.calls === last) {
      console.error(`soak: calls hang: ${seen.calls} have ended`);
      process.exit(1);
    }
    last = seen.calls;
  }, patience);
  return () => clearInterval(timer);
}

const unexpected: unknown[] = [];
process.on('uncaughtException', (error) => unexpected.push(error));
process.on('unhandledRejection', (error) => unexpected.push(error));

/** Returns what is wrong with what a soak has left. */
function faultsOf({ spare, seen, before, after }: Report): string[] {
  const faults = [
    ...seen.mixedUp,
    ...seen.wrong,
    ...seen.halves,
    ...unexpected.map((error) => `uncaught: ${error}`),
  ];
  if (after.heap > before.heap * 1.1 + 2 ** 21)
    faults.push(`the heap grew from ${before.heap} to ${after.heap} bytes`);
  if (after.listeners > 1) faults.push(`${after.listeners} listeners are left`);
  if (after.timers > before.timers + 2) faults.push(`${after.timers - before.timers} timers are left`);
  if (after.descriptors > before.descriptors + spare)
    faults.push(`${after.descriptors - before.descriptors} descriptors are left`);
  return faults;
}

function print(name: string, { seen, before, after, seconds }: Report): void {
  const ends = Object.entries(seen.codes).map(([code, count]) => `${code} ${count}`);
  console.log(`\n${name}: ${seen.calls} calls in ${seconds.toFixed(1)} s: ${ends.sort().join(', ')}`);
  console.table({
    heap: { before: before.heap, after: after.heap },
    timers: { before: before.timers, after: after.timers },
    listeners: { before: before.listeners, after: after.listeners },
    descriptors: { before: before.descriptors, after: after.descriptors },
    'mixed up': { before: 0, after: seen.mixedUp.length },
    'ended wrongly': { before: 0, after: seen.wrong.length },
    'half uploads taken for whole': { before: 0, after: seen.halves.length },
    uncaught: { before: 0, after: unexpected.length },
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '10000' },
      stage: { type: 'string', default: '' },
      seed: { type: 'string' },
    },
  });
  const chosen = everywhere.filter(({ name }) => values.stage === '' || name === values.stage);
  if (chosen.length === 0)
    throw new RangeError(
      `soak: --stage must be one of ${everywhere.map(({ name }) => name).join(', ')}: got ${values.stage}`,
    );
  const seed = Number(values.seed ?? Date.now() % 1e6);
  console.log(`seed ${seed}`);
  const faults: string[] = [];
  for (const pair of chosen) {
    const report = await soak(pair, Math.ceil(Number(values.calls) / chosen.length), seed);
    print(pair.name, report);
    faults.push(...faultsOf(report).map((fault) => `${pair.name}: ${fault}`));
  }
  for (const fault of faults.slice(0, 20)) console.error(fault);
  if (faults.length > 0) console.error(`${faults.length} faults`);
  process.exit(faults.length === 0 ? 0 : 1);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
