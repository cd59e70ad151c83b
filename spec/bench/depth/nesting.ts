import { AsyncLocalStorage } from 'node:async_hooks';
import { background, current, key, run, withValue } from 'mdctx/context';
import { do_not_optimize } from 'mitata';
import { inTurn } from '../in-turn';
import { type Effort, operation } from '../operation';
import { type Row, row } from '../result';

const levels = 1000;

/** What `run` costs, nested 1000 deep and alone, beside that of a bare AsyncLocalStorage. */
export async function nestingRows(effort: Effort): Promise<Row[]> {
  const ctx = withValue(background(), key<number>('level'), 1);
  const storage = new AsyncLocalStorage<object>();
  const store = {};
  const nested = (depth: number): unknown => (depth === 0 ? current() : run(ctx, nested, depth - 1));
  const bare = (depth: number): unknown =>
    depth === 0 ? storage.getStore() : storage.run(store, bare, depth - 1);
  const rows: Row[] = [];
  for (const depth of [1, levels]) {
    const subjects = [
      operation('run', effort, () => do_not_optimize(nested(depth))),
      operation('storage.run', effort, () => do_not_optimize(bare(depth))),
    ];
    const figures = await inTurn(subjects, effort.rounds);
    const title = `run() nested ${depth} deep, then current()`;
    const [own, other] = [figures.get('run'), figures.get('storage.run')];
    rows.push(row(title, 'AsyncLocalStorage alone', 'ns', own, other));
  }
  return rows;
}
