import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { background, New, newOutgoingContext, Pairs, withTimeout } from 'mdctx';
import type { MD, Value } from 'mdctx/metadata';
import { type ContextOptions, createChannel, createClient } from 'mdctx/nice-grpc';
import { ClientError } from 'nice-grpc-common';
import { type LibraryClient, LibraryDefinition } from './gen/library';

/** What one reader did, and what came of it. */
export interface Deed {
  readonly what: string;
  /** The messages, or the status. */
  readonly got: unknown;
  readonly header: Record<string, string[]>;
  readonly trailer: Record<string, string[]>;
}

/** What a service did while readers used it. */
export interface Day {
  readonly deeds: readonly Deed[];
  /** What the service printed. */
  readonly log: readonly string[];
}

const hour = 3_600_000; // milliseconds

type Library = LibraryClient<ContextOptions>;

const ada = ['authorization', 'Bearer token-of-ada'];
const traced = [
  ...ada,
  'x-request-id',
  'r-1',
  'x-branch',
  'north',
  'x-branch',
  'a, b',
  'x-other',
  'o',
  'cookie',
  'c',
];

/** Starts a service by a command, uses it as readers do, ends it, and returns what came of all that. */
export async function day(command: string, args: readonly string[], cwd: string): Promise<Day> {
  const service = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: service.stdout })[Symbol.asyncIterator]();
  const channel = createChannel((await lines.next()).value ?? 'it printed no address');
  try {
    const deeds = await use(createClient(LibraryDefinition, channel));
    service.stdin.end();
    const log: string[] = [];
    for (let line = await lines.next(); !line.done; line = await lines.next()) log.push(line.value);
    return { deeds, log };
  } finally {
    channel.close();
    await end(service);
  }
}

async function end(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return;
  const ended = new Promise((resolve) => service.once('exit', resolve));
  service.kill();
  await ended;
}

async function use(library: Library): Promise<Deed[]> {
  const borrow = (title: string) => (options: ContextOptions) => library.borrow({ title }, options);
  const search = (word: string) => (options: ContextOptions) => all(library.search({ word }, options));
  return [
    await deed('borrows without a token', [], borrow('Emma')),
    await deed('borrows with a token that nobody has', ['authorization', 'Bearer x'], borrow('Emma')),
    await deed('borrows with a token of another kind', ['authorization', 'token-of-ada'], borrow('Emma')),
    await deed('borrows Emma', traced, borrow('Emma')),
    await deed('borrows Emma again', ada, borrow('Emma')),
    await deed('borrows Emma once more', ada, borrow('Emma')),
    await deed('borrows what there never was', ada, borrow('Ulysses')),
    await deed('waits for Middlemarch, an hour', ada, borrow('Middlemarch'), hour),
    await deed('waits for Middlemarch, two days', ada, borrow('Middlemarch'), 48 * hour),
    await deed('searches without a token', [], search('a')),
    await deed('searches for an a', traced, search('a')),
    await deed('searches for what there is not', ada, search('zebra')),
  ];
}

async function deed(
  what: string,
  kv: Value[],
  f: (options: ContextOptions) => Promise<unknown>,
  ms = hour,
): Promise<Deed> {
  const [header, trailer] = [New(), New()];
  const [ctx, cancel] = withTimeout(newOutgoingContext(background(), Pairs(...kv)), ms);
  try {
    return {
      what,
      got: await f({ ctx, header, trailer }).catch(statusOf),
      header: own(header),
      trailer: own(trailer),
    };
  } finally {
    cancel();
  }
}

async function all(books: AsyncIterable<unknown>): Promise<unknown[]> {
  const got = [];
  for await (const book of books) got.push(book);
  return got;
}

function statusOf(error: unknown): string {
  if (error instanceof ClientError) return `${error.code} ${error.details}`;
  throw error;
}

/** Returns what the service set, without what runtimes add. */
function own(md: MD): Record<string, string[]> {
  return Object.fromEntries([...md].filter(([key]) => key !== 'content-type' && key !== 'date'));
}
