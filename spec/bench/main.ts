import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsPart } from './calls/part';
import { countedPart } from './counted/part';
import { depthPart } from './depth/part';
import { draw } from './drawing/draw';
import { grpcGoPart } from './grpc-go/part';
import { resultsFolder } from './library';
import { mdPart } from './md/part';
import { memoryPart } from './memory/part';
import { type Options, optionsOf } from './options';
import type { Result } from './result';
import { tableOf } from './table';
import { versionsPart } from './versions/part';

// `npm run bench`, or `npm run bench -- --part 2 --quick` for a part of it: see docs/performance.md.

type Part = (options: Options) => Result | Promise<Result>;

const parts = new Map<number, Part>([
  [1, grpcGoPart],
  [2, mdPart],
  [3, callsPart],
  [4, depthPart],
  [5, memoryPart],
  [6, versionsPart],
  [7, countedPart],
]);

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2), resultsFolder);
  for (const [number, part] of parts) {
    if (!options.parts.includes(number)) continue;
    const result = await part(options);
    console.log(tableOf(result));
    if (options.out === undefined) continue;
    mkdirSync(options.out, { recursive: true });
    writeFileSync(join(options.out, `part-${number}.json`), `${JSON.stringify(result, undefined, 1)}\n`);
  }
  if (options.draw) await draw(resultsFolder);
}

void main();
