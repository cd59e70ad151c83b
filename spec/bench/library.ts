import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The root of the project, from `spec/bench/.build/` where this file runs. */
export const root = join(__dirname, '..', '..', '..');

/** Where the results are kept. */
export const resultsFolder = join(root, 'docs', 'performance');

const load = createRequire(join(root, 'package.json'));

/** Returns a module of the built library, or of a dependency, that its package does not export: a path from the root. */
export function internal<T>(path: string): T {
  return load(join(root, path));
}
