import { effortOf, type Options } from '../options';
import { type Result, resultOf } from '../result';
import { depthRows } from './depth';
import { nestingRows } from './nesting';
import { retentionRows, widthRows } from './width';

/** Part 4: contexts far below the one that holds what is read, many beside each other, and `run` in `run`. */
export async function depthPart(options: Options): Promise<Result> {
  const effort = effortOf(options);
  const times = options.quick ? 5 : 15;
  const wants = (what: string) => what.includes(options.only) || options.only === '';
  const rows = [
    ...(wants('depth') ? await depthRows(effort) : []),
    ...(wants('nesting') ? await nestingRows(effort) : []),
    ...(wants('width') ? await widthRows(times) : []),
    ...(wants('retention') && globalThis.gc !== undefined ? await retentionRows(options.quick ? 3 : 7) : []),
  ];
  return resultOf(4, 'depth and width', rows);
}
