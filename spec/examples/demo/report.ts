import type { MD } from 'mdctx';
import type { Answer } from './answers';
import type { Sight } from './bare';
import { table } from './table';
import type { Visit } from './visits';

/** What every call has, whoever makes it. */
const usual = new Set([
  ':authority',
  'accept-encoding',
  'content-type',
  'date',
  'grpc-accept-encoding',
  'user-agent',
]);

/** Returns a table of what each service saw when it was called. */
export function arrivals(visits: Visit[]): string {
  const rows = visits.map(({ hop, method, left, from, metadata }) => [
    [hop, method],
    [`${left} ms left`],
    [String(from?.addr)],
    fields(metadata),
  ]);
  return table(['service', 'deadline', 'peer', 'metadata'], rows);
}

/** Returns a table of what each caller got back. */
export function returns(answers: Answer[]): string {
  const rows = answers.map(({ hop, method, status, header, trailer }) => [
    [hop, method],
    [status],
    fields(header),
    fields(trailer),
  ]);
  return table(['caller', 'status', 'header', 'trailer'], rows);
}

/** Returns a table of what happened in each service, and of how its call ended. */
export function ends(visits: Visit[]): string {
  const start = Math.min(...visits.map(({ began }) => began));
  const rows = visits.map(({ hop, left, notes, err }) => {
    const lines = notes.map(({ at, text }) => `${String(Math.round(at - start)).padStart(4)} ms  ${text}`);
    return [[hop], [`${left} ms left`], lines, [err?.message ?? 'not ended']];
  });
  return table(['service', 'deadline', 'what it noted', 'its context when it was done'], rows);
}

/** Returns a table of what stock saw of a call, with mdctx and with nice-grpc alone. */
export function beside(visits: Visit[], bare: Sight): string {
  const visit = visits.find(({ hop }) => hop === 'stock');
  const stopped = visit?.notes.some(({ text }) => text === 'stops waiting') === true;
  const found = (values: string[] | undefined): string[] => [values?.map(text).join(' ') ?? 'nothing'];
  return table(
    ['in stock, the third service', 'with mdctx', 'nice-grpc alone'],
    [
      [['the two values of `note`'], found(visit?.metadata?.get('note')), found(bare.note)],
      [['what a function finds after a `yield`'], found(visit?.afterYield), found(bare.afterYield)],
      [["the customer's deadline"], [`${visit?.left} ms left`], ['none']],
      [['the customer goes'], [waits(stopped)], [waits(bare.stopped)]],
    ],
  );
}

function waits(stopped: boolean): string {
  return stopped ? 'it stops waiting' : 'it goes on waiting';
}

function fields(md: MD | undefined): string[] {
  const shown = [...(md ?? [])].filter(([key]) => !usual.has(key));
  return shown.map(([key, values]) => `${key}: ${values.map(key.endsWith('-bin') ? bytes : text).join(' ')}`);
}

function text(value: string): string {
  return `[${value}]`;
}

function bytes(value: string): string {
  return `<${Buffer.from(value, 'latin1')
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$& ')}>`;
}
