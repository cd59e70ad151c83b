import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The plotting library is large and nobody else needs it: it is kept in a cache folder outside of the project.

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mdctx', 'drawing');
const packages = ['vega@6.4.0', 'vega-lite@6.5.0'];

interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: { renderer: 'none' }) => { toSVG(): Promise<string> };
}

interface VegaLite {
  compile(spec: unknown): { spec: unknown };
}

/** Returns a function that draws a chart of vega-lite's grammar as SVG. */
export async function plotter(): Promise<(chart: object) => Promise<string>> {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }');
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  spawnSync('npm', ['install', ...flags, ...packages], {
    cwd: cache,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const { resolve } = createRequire(join(cache, 'package.json'));
  const vega: Vega = await import(pathToFileURL(resolve('vega')).href);
  const lite: VegaLite = await import(pathToFileURL(resolve('vega-lite')).href);
  return (chart) => new vega.View(vega.parse(lite.compile(chart).spec), { renderer: 'none' }).toSVG();
}
