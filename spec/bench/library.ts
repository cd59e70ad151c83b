import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The root of the project, from `spec/bench/.build/` where this file runs. */
export const root = join(__dirname, '..', '..', '..');

/** Where the results are kept. */
export const resultsFolder = join(root, 'spec', 'bench', 'results');

const load = createRequire(__filename);

/** Returns a module of the built library that its package does not export: a path from its folder. */
export function ofLibrary<T>(path: string): T {
  return load(join(__dirname, 'dist', path));
}

/** Returns a module of a dependency that its package does not export: a path from `node_modules`. */
export function ofDependency<T>(path: string): T {
  return load(join(root, 'node_modules', path));
}
