import { do_not_optimize } from 'mitata';
import { inTurn, type Subject } from '../in-turn';
import { type Effort, operation } from '../operation';
import { effortOf, type Options } from '../options';
import { type Result, type Row, resultOf, row } from '../result';
import { grpcJs } from './grpc-js';
import { headers } from './headers';
import { mdctx } from './mdctx';
import { niceGrpc } from './nice-grpc';
import { type Fields, fieldsOf, type Peer } from './subject';

const counts = [1, 10, 50];

/** The ratios to be reached beside grpc-js's `Metadata`. */
const goals: Readonly<Record<string, number>> = {
  'new, checked and sent': 0.5,
  'appended, checked and sent': 0.4,
  copy: 0.5,
  'convert from the wire': 0.3,
};

type Operations = Readonly<Record<string, () => void>>;

/** Returns what part 2 does with one class of metadata, by name. */
function operationsOf<M>(peer: Peer<M>, fields: Fields): Operations {
  const metadata = peer.build(fields);
  const keys = Object.keys(fields);
  const wire = { ...fields };
  return {
    build: () => do_not_optimize(peer.build(fields)),
    read: () => {
      for (const key of keys) do_not_optimize(peer.read(metadata, key));
    },
    copy: () => do_not_optimize(peer.copy(metadata)),
    iterate: () => do_not_optimize(peer.iterate(metadata)),
    'build and validate': () => do_not_optimize(peer.validated(fields)),
    'convert to the wire': () => do_not_optimize(peer.toWire(metadata)),
    'convert from the wire': () => do_not_optimize(peer.fromWire(wire)),
    'new, checked and sent': () => do_not_optimize(peer.toWire(peer.validated(fields))),
    'appended, checked and sent': () => do_not_optimize(peer.sent(fields)),
  };
}

/** Part 2: MD beside the classes that people use for the same. */
export async function mdPart(options: Options): Promise<Result> {
  const effort = effortOf(options);
  const rows: Row[] = [];
  for (const count of counts) rows.push(...(await mdRows(count, effort, options.only)));
  return resultOf(2, 'MD beside its peers', rows);
}

/** The rows for `count` keys, or those of them that have `only` in their name. */
export async function mdRows(count: number, effort: Effort, only: string): Promise<Row[]> {
  const fields = fieldsOf(count);
  const own = operationsOf(mdctx, fields);
  const others: Array<[string, Operations]> = [
    [grpcJs.name, operationsOf(grpcJs, fields)],
    [niceGrpc.name, operationsOf(niceGrpc, fields)],
    [headers.name, operationsOf(headers, fields)],
  ];
  const rows: Row[] = [];
  for (const [name, f] of Object.entries(own)) {
    const title = `${name}, ${count} ${count === 1 ? 'key' : 'keys'}`;
    if (title.includes(only)) rows.push(...(await compare(title, name, f, others, effort)));
  }
  return rows;
}

async function compare(
  title: string,
  name: string,
  f: () => void,
  others: ReadonlyArray<[string, Operations]>,
  effort: Effort,
): Promise<Row[]> {
  const subjects: Subject[] = [operation(mdctx.name, effort, f)];
  for (const [peer, operations] of others) {
    const g = operations[name];
    if (g !== undefined) subjects.push(operation(peer, effort, g));
  }
  const figures = await inTurn(subjects, effort.rounds);
  return others.map(([peer]) => {
    const goal = peer === grpcJs.name && title.includes('10 keys') ? goals[name] : undefined;
    return row(title, peer, 'ns', figures.get(mdctx.name), figures.get(peer), goal);
  });
}
