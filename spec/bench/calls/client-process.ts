import { quantile } from '../statistics';
import type { Calls, Dial } from './client/dial';
import { startCounter } from './counter';
import { type Answer, answerQuestions, cpuSeconds, heapInUse, type Question, type Window } from './question';
import { Bench, ProtoBench } from './service';
import { stored } from './stored';
import { moduleOf, type Runtime, type Variant } from './variant';

// A client of part 3, in a process of its own: `node client-process.js nice-grpc used 127.0.0.1:50051`.

/** Makes `count` calls, `concurrency` at a time. */
async function window(call: () => Promise<unknown>, count: number, concurrency: number): Promise<Window> {
  const latencies = new Float64Array(count);
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const i = next++;
      const begun = performance.now();
      await call();
      latencies[i] = performance.now() - begun;
    }
  };
  const [cpu, begun] = [cpuSeconds(), performance.now()];
  await Promise.all(Array.from({ length: concurrency }, worker));
  const [wall, worked] = [(performance.now() - begun) / 1000, cpuSeconds() - cpu];
  const micros = Array.from(latencies, (ms) => ms * 1000);
  return { cpu: worked, wall, p50: quantile(micros, 0.5), p99: quantile(micros, 0.99) };
}

let counter: (() => { counted?: number }) | undefined;

const held = new Set<Promise<unknown>>();

function begin(calls: Calls, count: number): void {
  for (let i = 0; i < count; i++) held.add(calls.hold());
}

async function ended(): Promise<void> {
  await Promise.all(held);
  held.clear();
}

async function answer(calls: Calls, question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'window':
      return {
        window: await window(() => calls[question.shape](), question.calls, question.concurrency),
      };
    case 'heap':
      return { heap: await heapInUse() };
    case 'begin':
      begin(calls, question.calls);
      return {};
    case 'holding':
      await ended();
      return {};
    case 'count':
      counter = await startCounter(question.of);
      return {};
    case 'counted':
      return counter?.() ?? {};
    default:
      throw new Error(`bench: a client must be asked what it knows: got ${question.ask}`);
  }
}

/** The variants that are another one in a store. */
const storedVariants = new Map<Variant, Variant>([
  ['stored', 'bare'],
  ['by-hand-stored', 'by-hand'],
]);

function callsStored({ unary, stream, hold }: Calls): Calls {
  return { unary: stored(unary), stream: stored(stream), hold: stored(hold) };
}

async function main(runtime: Runtime, variant: Variant, address: string): Promise<void> {
  const { dial }: { dial: Dial } = await import(`./client/${moduleOf(runtime, variant)}.js`);
  const definition = runtime === 'proto' ? ProtoBench : Bench;
  const calls = storedVariants.has(variant)
    ? callsStored(dial(storedVariants.get(variant) ?? variant, address, definition))
    : dial(variant, address, definition);
  answerQuestions((question) => answer(calls, question));
  process.send?.({} satisfies Answer);
}

const [runtime, variant, address] = process.argv.slice(2) as [Runtime, Variant, string];
void main(runtime, variant, address);
