import { startCounter } from './counter';
import { holding, release } from './holding';
import { type Answer, answerQuestions, cpuSeconds, heapInUse, type Question } from './question';
import type { Serve } from './server/serve';
import { Bench, ProtoBench } from './service';
import { moduleOf, type Runtime, type Variant } from './variant';

// A server of part 3, in a process of its own: `node server-process.js nice-grpc used`.

let counter: (() => { counted?: number }) | undefined;

async function answer(question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'cpu':
      return { cpu: cpuSeconds() };
    case 'heap':
      return { heap: await heapInUse() };
    case 'holding':
      await holding(question.calls);
      return {};
    case 'release':
      release();
      return {};
    case 'count':
      counter = await startCounter(question.of);
      return {};
    case 'counted':
      return counter?.() ?? {};
    default:
      throw new Error(`bench: a server must be asked what it knows: got ${question.ask}`);
  }
}

async function main(runtime: Runtime, variant: Variant): Promise<void> {
  const { serve }: { serve: Serve<Variant> } = await import(`./server/${moduleOf(runtime, variant)}.js`);
  answerQuestions(answer);
  process.send?.({ port: await serve(variant, runtime === 'proto' ? ProtoBench : Bench) } satisfies Answer);
}

const [runtime, variant] = process.argv.slice(2) as [Runtime, Variant];
void main(runtime, variant);
