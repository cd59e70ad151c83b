import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodecName, Coded } from './codec';
import type { Op, Replayed } from './op';

/** Sequences of operations, and what Go gave for each. */
export type Sequences = ReadonlyArray<{ readonly ops: readonly Op[]; readonly gave: Replayed }>;

/** Inputs of a function on strings, and what grpc-go gave for each. */
export type Strings = ReadonlyArray<{
  readonly name: CodecName;
  readonly vectors: ReadonlyArray<readonly [input: readonly string[], gave: Coded]>;
}>;

/** The files of vectors that are committed. */
interface Files {
  metadata: Sequences;
  carriage: Sequences;
  context: Sequences;
  strings: Strings;
}

/** Returns the vectors of a file as they are committed. */
export function frozen<Name extends keyof Files>(name: Name): Files[Name] {
  return JSON.parse(readFileSync(path(name), 'utf8'));
}

/** Writes a file of vectors, a line for each. */
export function freeze<Name extends keyof Files>(name: Name, vectors: Files[Name]): void {
  writeFileSync(path(name), `[\n${vectors.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
}

function path(name: keyof Files): string {
  return join(__dirname, `${name}.json`);
}
