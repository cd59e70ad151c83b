import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/sources';

/** What dependency-cruiser says of lib/ under spec/house/dependencies.js. */
export interface Cruise {
  /** Which files each file of lib/ imports, packages among them. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** Each import that breaks a rule, as `from -> to: rule`, sorted. */
  readonly violations: readonly string[];
}

interface Report {
  readonly modules: ReadonlyArray<{
    readonly source: string;
    readonly dependencies: ReadonlyArray<{ readonly resolved: string }>;
  }>;
  readonly summary: {
    readonly violations: ReadonlyArray<{
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }>;
  };
}

/** Returns the imports of lib/ in `folder`, which is this project's own if it is left out. */
export async function cruise(folder = root): Promise<Cruise> {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, 'spec/house/dependencies.js');
  const args = [tool, '--config', config, '--output-type', 'json', 'lib'];
  // With violations it exits with their number.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 1 << 26,
  }).catch((error: { stdout: string }) => error);
  const { modules, summary }: Report = JSON.parse(stdout);
  const own = modules.filter(({ source }) => source.startsWith('lib/'));
  return {
    imports: new Map(
      own.map(({ source, dependencies }) => [source, dependencies.map((one) => one.resolved)]),
    ),
    violations: summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`).sort(),
  };
}
