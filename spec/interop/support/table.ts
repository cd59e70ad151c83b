import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Column, columns } from './case';
import type { Finding, Verdict } from './observe';
import { show } from './show';

const page = join(__dirname, '..', '..', '..', 'docs', 'parity-cases.md');

/** What took part in a run, by name, with its version. */
export type Versions = Readonly<Record<string, string>>;

/** A table of its own beside that of the cases: what was run and what came of it. */
export interface Extra {
  readonly title: string;
  readonly intro: string;
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
}

/** Returns the page as a run gave it, with the date on a line of its own. */
export function foundBy(
  findings: readonly Finding[],
  versions: Versions,
  extras: readonly Extra[],
  date: string,
): string {
  const verdicts = findings.flatMap(({ columns }) => Object.values(columns).map(({ verdict }) => verdict));
  const tally = [...new Set(verdicts)]
    .map((verdict) => `${verdicts.filter((one) => one === verdict).length} ${verdict}`)
    .join(', ');
  return `${[
    '# Parity, case by case',
    '',
    'Look up here what one function or one kind of call does in grpc-go and in mdctx: both were run. `npm run interop --',
    '--write` wrote the page, and `npm run interop` fails when it finds anything else. The cases are those of',
    '[spec/interop/cases](../spec/interop/cases); the differences have their reasons in [parity.md](parity.md).',
    '',
    'A case of calls was played four times: grpc-go with itself, mdctx with itself, and each calling the other. Where some',
    'of these differ from grpc-go, the table tells which. `nil` is absence: nil in Go, `undefined` or `null` here.',
    '',
    `Date of the run: ${date}`,
    '',
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '',
    `${findings.length} cases on ${columns.length} runtimes: ${tally}.`,
    '',
    ...table(
      ['Case', 'grpc-go', ...columns.map((column) => `mdctx on ${column}`), 'Verdict'],
      findings.map((finding) => row(finding)),
    ),
    ...extras.flatMap(({ title, intro, columns, rows }) => [
      '',
      `## ${title}`,
      '',
      intro,
      '',
      ...table(columns, rows),
    ]),
  ].join('\n')}\n`;
}

/** Returns the committed page; '' if there is none. */
export function committed(): string {
  return existsSync(page) ? readFileSync(page, 'utf8') : '';
}

/** Writes the page that a run gave. */
export function write(found: string): void {
  writeFileSync(page, found);
}

/** Returns the page without the date of its run. */
export function undated(text: string): string {
  return text.replace(/^Date of the run: .*$/m, '');
}

function row({ id, title, go, columns: found }: Finding): string[] {
  return [`${id} ${title}`, code(show(go)), ...columns.map((column) => cell(found[column])), verdict(found)];
}

function cell({ verdict, got }: Verdict): string {
  if (verdict === 'same') return 'same';
  return verdict === 'not applicable' ? '-' : code(show(got));
}

/** Returns the verdicts, those that are the same together. */
function verdict(found: Finding['columns']): string {
  const by = new Map<string, Column[]>();
  for (const column of columns) {
    const text = told(found[column]);
    by.set(text, [...(by.get(text) ?? []), column]);
  }
  const [[text] = ['']] = by;
  if (by.size === 1) return text;
  return [...by].map(([text, on]) => `${on.join(', ')}: ${text}`).join('; ');
}

function told({ verdict, reason }: Verdict): string {
  return reason === undefined ? verdict : `${verdict}: ${reason}`;
}

function table(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text}${fence}`;
}
