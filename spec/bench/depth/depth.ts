import { afterFunc, background, type Context, key, withCancel, withTimeout, withValue } from 'mdctx/context';
import { newIncomingContext, Pairs, valueFromIncomingContext } from 'mdctx/metadata';
import { do_not_optimize } from 'mitata';
import { inTurn } from '../in-turn';
import { type Effort, operation } from '../operation';
import { inGroup, type Row, row } from '../result';

const flat = 1.25;

/** How a context is derived from another. */
type Derive = (ctx: Context) => Context;

const derivations: Readonly<Record<string, Derive>> = {
  withValue: (ctx) => withValue(ctx, key<number>('level'), 1),
  withCancel: (ctx) => withCancel(ctx)[0],
};

const reads: Readonly<Record<string, (ctx: Context) => unknown>> = {
  'valueFromIncomingContext()': (ctx) => valueFromIncomingContext(ctx, 'x-request-id'),
  deadline: (ctx) => ctx.deadline,
  'err()': (ctx) => ctx.err(),
  'afterFunc(), taken back': (ctx) => afterFunc(ctx, () => undefined)(),
  'signal of a child': (ctx) => {
    const [child, cancel] = withCancel(ctx);
    const { signal } = child;
    cancel();
    return signal;
  },
};

/** What reading from a context costs under many that were derived one from the other, beside under one. */
export async function depthRows(effort: Effort, depths = [1, 10, 100, 1000, 100_000]): Promise<Row[]> {
  const [timed, cancel] = withTimeout(background(), 3_600_000);
  const root = newIncomingContext(timed, Pairs('x-request-id', '7'));
  const rows: Row[] = [];
  for (const [derivation, derive] of Object.entries(derivations)) {
    const contexts = depths.map((depth) => under(root, derive, depth));
    for (const [name, read] of Object.entries(reads)) {
      const subjects = depths.map((depth, i) => {
        const ctx = contexts[i] ?? root;
        return operation(String(depth), effort, () => do_not_optimize(read(ctx)));
      });
      const figures = await inTurn(subjects, effort.rounds);
      for (const depth of depths.slice(1)) {
        const title = `${name} under ${depth} ${derivation}()`;
        rows.push(
          row(
            title,
            'under 1',
            'ns',
            figures.get(String(depth)),
            figures.get('1'),
            depth === depths.at(-1) ? flat : undefined,
          ),
        );
      }
    }
  }
  cancel();
  return inGroup('reading under 100,000 contexts', rows);
}

function under(root: Context, derive: Derive, depth: number): Context {
  let ctx = root;
  for (let i = 0; i < depth; i++) ctx = derive(ctx);
  return ctx;
}
