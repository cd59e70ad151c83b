import { wrongType } from '../context/internal';
import type { MD } from '../metadata';

/**
 * Returns the keys and values of `md` as a plain object, for a test to compare: `expect(unredacted(md)).toEqual({ k: ['v'] })`.
 * If that fails, jest, vitest and `assert` show where the two differ, while an MD shows no value to any of them. The lists
 * are copies; of no MD it is `undefined`.
 *
 * What it returns is printed as it is: do not log it.
 *
 * @throws TypeError if `md` is not an MD.
 */
export function unredacted(md: MD): Record<string, string[]>;
export function unredacted(md: MD | undefined): Record<string, string[]> | undefined;
export function unredacted(md: MD | undefined): Record<string, string[]> | undefined {
  if (md === undefined) return undefined;
  if (!(md instanceof Map)) throw wrongType('testing: unredacted: md', 'an MD', md);
  return Object.fromEntries([...md].map(([key, values]) => [key, [...values]]));
}
