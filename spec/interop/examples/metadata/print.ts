import type { MD } from 'mdctx';

/**
 * Prints the values of a key. In Go each place that reads metadata has these lines again.
 *
 * @throws Error if there are none.
 */
export function print(key: string, where: 'header' | 'trailer' | 'metadata', md: MD | undefined): void {
  const values = md?.get(key);
  if (values === undefined) throw new Error(`${key} expected but doesn't exist in ${where}`);
  console.log(`${key} from ${where}:`);
  for (const [i, e] of values.entries()) console.log(` ${i}. ${e}`);
}
