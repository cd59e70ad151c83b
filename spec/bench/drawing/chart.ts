import type { Result, Row } from '../result';

/** What one row is in a chart. */
interface Point {
  readonly name: string;
  readonly beside: string;
  readonly ratio: number;
  readonly q1: number;
  readonly q3: number;
  readonly goal: number | null;
}

const least = 0.001; // the scale is logarithmic

/**
 * Returns a chart of the ratios of a result: a point each, with a line between the quartiles, and a mark at the goal.
 * What is compared with several things has several colours.
 */
export function chartOf({ part, title, rows, node }: Result): object {
  const values = rows.filter(({ ratio }) => Number.isFinite(ratio.median)).map(pointOf);
  const names = [...new Set(values.map(({ name }) => name))];
  const lane = { y: { field: 'name', type: 'nominal', sort: names, title: null, axis: { labelLimit: 520 } } };
  const colour = { color: { field: 'beside', type: 'nominal', title: 'beside' } };
  const scale = { type: 'log' };
  const ratio = (field: string) => ({ field, type: 'quantitative', scale, title: 'ratio, less is better' });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: `Part ${part}: ${title} (Node ${node})`,
    background: 'white',
    width: 520,
    height: { step: 18 },
    data: { values },
    layer: [
      { mark: { type: 'rule', color: '#999', strokeDash: [2, 2] }, encoding: { x: { datum: 1 } } },
      {
        transform: [{ filter: 'isValid(datum.goal)' }],
        mark: { type: 'tick', color: '#c33', thickness: 2 },
        encoding: { ...lane, x: ratio('goal') },
      },
      {
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.5 },
        encoding: { ...lane, ...colour, x: ratio('q1'), x2: { field: 'q3' } },
      },
      {
        mark: { type: 'point', filled: true, size: 45, opacity: 1 },
        encoding: { ...lane, ...colour, x: ratio('ratio') },
      },
    ],
  };
}

function pointOf({ name, beside, ratio, goal, node }: Row): Point {
  const positive = (value: number) => Math.max(least, value);
  return {
    name: node === undefined ? name : `${name}, beside ${beside}`,
    beside: node === undefined ? beside : `Node ${node}`,
    ratio: positive(ratio.median),
    q1: positive(ratio.q1),
    q3: positive(ratio.q3),
    goal: goal ?? null,
  };
}
