import { type Result, type Row, reaches } from './result';

const head = ['', 'beside', 'ours', 'theirs', 'unit', 'ratio', 'quartiles', 'of sums', 'goal', ''];

/** Returns the rows of a result as a table for people. */
export function tableOf({ part, title, node, rows, notes }: Result): string {
  const cells = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => (i < 2 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [`\nPart ${part}: ${title} (Node ${node})`, ...lines, ...notes.map((note) => `* ${note}`)].join(
    '\n',
  );
}

function cellsOf(row: Row): string[] {
  const { name, beside, own, other, unit, ratio, total, goal } = row;
  const verdict = reaches(row);
  return [
    name,
    beside,
    figure(own.median),
    figure(other.median),
    unit,
    ratio.median.toFixed(3),
    `${ratio.q1.toFixed(3)}..${ratio.q3.toFixed(3)}`,
    total.toFixed(3),
    goal === undefined ? '' : `<= ${goal}`,
    verdict === undefined ? '' : verdict ? 'yes' : 'NO',
  ];
}

/** Returns a number with three digits that tell something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
