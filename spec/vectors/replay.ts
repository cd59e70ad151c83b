import { MD } from '../../lib/metadata';
import { lists } from './lists';
import { onCarriage } from './on-carriage';
import { onContext } from './on-context';
import { onMD } from './on-md';
import type { Op, Replayed } from './op';
import { type State, state } from './state';

/** Runs `ops` with mdctx, from nothing. */
export async function replay(ops: readonly Op[]): Promise<Replayed> {
  const all = state();
  const results: unknown[] = [];
  for (const op of ops) results.push(await one(all, op));
  const mds = all.mds.map(lists);
  for (const { cancel } of all.ctxs) cancel?.('');
  return { results, mds };
}

async function one(all: State, op: Op): Promise<unknown> {
  const [mds, ctxs] = [all.mds.length, all.ctxs.length];
  try {
    const result = onMD(all, op);
    if (result !== undefined) return result;
    const carried = onCarriage(all, op);
    if (carried !== undefined) return carried;
    return (await onContext(all, op)) ?? null;
  } catch (error) {
    if (op.op === 'Pairs' && all.mds.length === mds) all.mds.push(new MD());
    if (op.op === 'AppendToOutgoingContext' && all.ctxs.length === ctxs) {
      all.ctxs.push({ ctx: all.background });
    }
    return { panic: error instanceof Error ? error.message : String(error) };
  }
}
