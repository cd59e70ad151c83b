import { callRows, type Extent } from '../calls/part';

import { runtimes } from '../calls/variant';
import { type Extent as CountedExtent, countedRows } from '../counted/part';
import { depthRows } from '../depth/depth';
import { nestingRows } from '../depth/nesting';
import { widthRows } from '../depth/width';
import { mdRows } from '../md/part';
import type { Effort } from '../operation';
import type { Row } from '../result';
import { yardstickRows } from './yardstick';

/** Some rows that are measured together, and again if one of them is worse than its bound. */
export interface Unit {
  readonly name: string;
  measure(): Promise<readonly Row[]>;
}

const effort: Effort = { rounds: 7, budget: 8e6 };

const extent: Extent = {
  generations: 1,
  rounds: 9,
  calls: { unary: 500, stream: 0 },
  warmUp: { unary: 2500, stream: 0 },
};

const countedExtent: CountedExtent = {
  rounds: 3,
  calls: { unary: 400, stream: 15 },
  warmUp: { unary: 3000, stream: 150 },
};

const operations = [
  'checked and sent',
  'build,',
  'read,',
  'copy,',
  'iterate,',
  'build and',
  'to the wire',
  'from the wire',
];

/** The short form of parts 1 to 4. */
export const units: readonly Unit[] = [
  { name: "grpc-go's own", measure: () => yardstickRows(effort) },
  ...operations.map((name) => ({ name: `MD: ${name}`, measure: () => mdRows(10, effort, name) })),
  { name: 'depth', measure: () => depthRows(effort, [1, 1000]) },
  { name: 'nesting', measure: () => nestingRows(effort) },
  { name: 'width', measure: () => widthRows(3) },
  { name: 'counted', measure: () => countedRows(countedExtent) },
  ...runtimes.map((runtime) => ({ name: `calls: ${runtime}`, measure: () => processorTimeOf(runtime) })),
];

/** Of a few calls only the processor time tells something. */
async function processorTimeOf(runtime: (typeof runtimes)[number]): Promise<readonly Row[]> {
  const rows = await callRows(runtime, 'unary', extent, ['bare', 'installed', 'by-hand', 'used']);
  return rows.filter(({ name }) => name.endsWith('CPU of both'));
}
