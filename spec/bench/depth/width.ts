import { background, type Context, withCancel, withTimeout } from 'mdctx/context';
import { inTurn, type Subject } from '../in-turn';
import { inGroup, type Row, row } from '../result';

const [few, many] = [10_000, 100_000];
const linear = 1.5; // nothing grows faster than the number of children, give or take what the caches hold
const none = 0.05; // of what a child takes: what the machinery itself keeps moves a little

type Make = (parent: Context) => unknown;

const kinds: Readonly<Record<string, Make>> = {
  'withCancel()': (parent) => withCancel(parent),
  'withTimeout()': (parent) => withTimeout(parent, 3_600_000),
  'withCancel() with a signal': (parent) => withCancel(parent)[0].signal,
};

/** What 10^5 children of one parent cost each, beside 10^4, when the parent is cancelled. */
export async function widthRows(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, make] of Object.entries(kinds)) {
    const subjects: Subject[] = [many, few].map((count) => ({
      name: String(count),
      measure: () => cancelled(make, count, many / count),
    }));
    const figures = await inTurn(subjects, rounds);
    const title = `a child of ${many} by ${name}, made and cancelled with its parent`;
    const [own, other] = [figures.get(String(many)), figures.get(String(few))];
    rows.push(row(title, `a child of ${few}`, 'ns', own, other, linear));
  }
  return inGroup('100,000 children of one parent', rows);
}

/** Returns the nanoseconds for each of `count` children, made and then cancelled, `times` times. */
function cancelled(make: Make, count: number, times: number): number {
  collect();
  const begun = process.hrtime.bigint();
  for (let time = 0; time < times; time++) {
    const [parent, cancel] = withCancel(background());
    const children = Array.from({ length: count }, () => make(parent));
    cancel();
    children.length = 0;
  }
  return Number(process.hrtime.bigint() - begun) / (count * times);
}

/** How many bytes of each of 10^5 children stay while their parent lives on, beside what one takes that is held. */
export async function retentionRows(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, make] of Object.entries(kinds)) {
    const [own, other]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const [parent, cancel] = withCancel(background());
      const before = await heap();
      const held = Array.from({ length: many }, () => make(parent));
      other.push(((await heap()) - before) / many);
      held.length = 0;
      own.push(Math.max(0, (await heap()) - before) / many);
      cancel();
    }
    rows.push(
      row(`a child by ${name}, after it was given up`, 'one that is held', 'bytes', own, other, none),
    );
  }
  return inGroup('children given up', rows);
}

function collect(): void {
  globalThis.gc?.();
}

/** Returns the bytes on the heap, once what may go has gone: finalizers run between two collections. */
async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}
