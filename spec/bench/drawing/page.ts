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
  const shown = folded(rows.filter(({ goal }) => goal !== undefined).map((row) => [row]));
  const lines = shown.flatMap(({ title, rows: [row] }) => {
    if (row === undefined) return [];
    const { own, other, unit, ratio, goal } = row;
    const reached = reaches(row);
    const cells = [
      title,
      `${figure(own.median)} ${unit}`,
      `${figure(other.median)} ${unit}`,
      `**${ratio.median.toFixed(2)}** (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)})`,
      goal === undefined ? '' : figureOfGoal(goal),
      reached === undefined ? '' : reached ? 'yes' : 'no',
    ];
    return [cells];
  });
  const head = ['', 'beside', 'ours', 'theirs', 'ratio (quartiles)', 'goal', 'reached'];
  return [line(head), line(head.map(() => '---')), ...lines.map(line)];
}

/** One line of a table: a comparison, on one or more lines of Node. */
interface Line {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Puts those of a group that reach their goal everywhere into one line, that of the worst. */
function folded(comparisons: ReadonlyArray<readonly Row[]>): Line[] {
  const good = new Map<string, Array<readonly Row[]>>();
  const lines: Line[] = [];
  for (const rows of comparisons) {
    const [first] = rows;
    if (first === undefined) continue;
    const { name, beside, group } = first;
    if (group === undefined || rows.some((row) => reaches(row) !== true)) {
      lines.push({ title: `${name} | ${beside}`, rows });
      continue;
    }
    const others = good.get(group) ?? [];
    good.set(group, [...others, rows]);
  }
  for (const [group, all] of good) {
    const [worst] = all.sort((a, b) => distance(b) - distance(a));
    const [first] = worst ?? [];
    if (worst === undefined || first === undefined) continue;
    const title = all.length === 1 ? first.name : `${group}: the worst of ${all.length} (${first.name})`;
    lines.push({ title: `${title} | ${first.beside}`, rows: worst });
  }
  return lines;
}

/** How near a comparison comes to its goal: 1 is at it. */
function distance(rows: readonly Row[]): number {
  return Math.max(...rows.map(({ ratio, goal = Number.POSITIVE_INFINITY }) => ratio.median / goal));
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
  const lines = folded([...found.values()].map((columns) => [...columns.values()])).map(({ title, rows }) => {
    const goal = rows.find((row) => row.goal !== undefined)?.goal;
    const cells = nodes.map((node) => rows.find((row) => row.node === node)?.ratio.median.toFixed(2) ?? '');
    return line([title, ...cells, goal === undefined ? '' : figureOfGoal(goal)]);
  });
  return [line(head), line(head.map(() => '---')), ...lines];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
