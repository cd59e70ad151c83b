import { type Result, type Row, reaches } from '../result';
import { figure } from '../table';

/**
 * Returns `page` with the tables of `results`: each stands between `<!-- part N -->` and `<!-- /part N -->`, in place of
 * what stood there.
 */
export function withTables(page: string, results: readonly Result[]): string {
  return results.reduce((text, result) => {
    const { part } = result;
    const place = new RegExp(`(<!-- part ${part} -->\n)[^]*?(<!-- /part ${part} -->)`);
    return text.replace(place, (_, before: string, after: string) => `${before}${tableOf(result)}\n${after}`);
  }, page);
}

function tableOf(result: Result): string {
  const lines = result.part === 6 ? byNode(result.rows) : byRow(result.rows);
  const notes = [`Node ${result.node}`, result.machine, ...result.notes].join('; ');
  return [`![${result.title}](performance/part-${result.part}.svg)`, '', ...lines, '', `${notes}.`].join(
    '\n',
  );
}

/** The rows that have a goal: all others are in the results. */
function byRow(rows: readonly Row[]): string[] {
  const lines = rows
    .filter(({ goal }) => goal !== undefined)
    .map((row) => {
      const { name, beside, own, other, unit, ratio, goal } = row;
      const reached = reaches(row);
      return [
        name,
        beside,
        `${figure(own.median)} ${unit}`,
        `${figure(other.median)} ${unit}`,
        `**${ratio.median.toFixed(2)}** (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)})`,
        goal === undefined ? '' : figureOfGoal(goal),
        reached === undefined ? '' : reached ? 'yes' : 'no',
      ];
    });
  const head = ['', 'beside', 'ours', 'theirs', 'ratio (quartiles)', 'goal', 'reached'];
  return [line(head), line(head.map(() => '---')), ...lines.map(line)];
}

function figureOfGoal(goal: number): string {
  return `≤ ${Number(goal.toPrecision(3))}`;
}

/** The ratios of part 6, with a column for each line of Node. */
function byNode(rows: readonly Row[]): string[] {
  const nodes = [...new Set(rows.map(({ node }) => node ?? ''))].sort();
  const found = new Map<string, Map<string, Row>>();
  for (const row of rows) {
    const title = `${row.name} | ${row.beside}`;
    const columns = found.get(title) ?? new Map<string, Row>();
    found.set(title, columns.set(row.node ?? '', row));
  }
  const head = ['', 'beside', ...nodes.map((node) => `Node ${node}`), 'goal'];
  const lines = [...found].map(([title, columns]) => {
    const goal = [...columns.values()].find((row) => row.goal !== undefined)?.goal;
    const cells = nodes.map((node) => columns.get(node)?.ratio.median.toFixed(2) ?? '');
    return line([title, ...cells, goal === undefined ? '' : figureOfGoal(goal)]);
  });
  return [line(head), line(head.map(() => '---')), ...lines];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
