import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { manifest, subpaths } from '../house/subpaths';
import { root } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';

// The lowest and the newest version of each peer that package.json allows: each subpath loads, and what the library
// promises to handlers and callers holds.

const ranges = Object.entries(manifest.peerDependencies);

/** Returns the lowest version that a range allows. */
function lowest(range: string): string {
  return /\d+\.\d+\.\d+/.exec(range)?.[0] ?? range;
}

describe.each([
  ['lowest', Object.fromEntries(ranges.map(([name, range]) => [name, lowest(range)]))],
  ['newest', Object.fromEntries(ranges)],
])('the %s versions of the peers', (which, peers) => {
  const folder = new Folder();

  beforeAll(async () => {
    const dependencies = { mdctx: `file:${tarball()}`, ...peers };
    folder.write('package.json', { name: 'user', private: true, dependencies });
    await folder.run(
      'npm',
      'install',
      '--prefer-online',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--legacy-peer-deps',
    );
  });

  it('load each subpath', async () => {
    const names = JSON.stringify(subpaths.map(({ name }) => name));
    await folder.node('-e', `for (const name of ${names}) require(name);`);
  });

  it('are those that were asked for, and keep the promises of the adapters', async () => {
    const names = JSON.stringify(Object.keys(peers));
    const script = `
      const { readFileSync } = require('node:fs');
      const of = (name) => JSON.parse(readFileSync('node_modules/' + name + '/package.json')).version;
      console.log(JSON.stringify(Object.fromEntries(${names}.map((name) => [name, of(name)]))))`;
    const installed: Record<string, string> = JSON.parse(await folder.node('-e', script));
    if (which === 'lowest') expect(installed).toEqual(peers);
    const own = Object.keys(peers).map((name) => [name, manifest.devDependencies[name]]);
    if (isDeepStrictEqual(installed, Object.fromEntries(own))) return; // `npm test` has run them
    // The specs of this project, on the peers of that folder.
    const mapped = Object.keys(peers).join('|');
    const config = {
      ...require('../../jest.config'),
      rootDir: root,
      reporters: ['default'],
      moduleNameMapper: {
        '^mdctx$': '<rootDir>/lib',
        '^mdctx/(.*)$': '<rootDir>/lib/$1',
        [`^(${mapped})(/.*)?$`]: `${join(folder.path, 'node_modules')}/$1$2`,
      },
    };
    folder.write('jest.config.json', config);
    const told = await jest([
      '--config',
      join(folder.path, 'jest.config.json'),
      '--rootDir',
      root,
      'spec/promises',
      'spec/stub',
    ]);
    expect(told).toMatch(/^Tests: +[1-9]\d* passed, \d+ total$/m);
  });
});

/** Runs jest in a process of its own and returns what it says. */
function jest(args: string[]): Promise<string> {
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const env = { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined };
  const child = spawn(process.execPath, [program, '--maxWorkers=1', ...args], { cwd: root, env });
  let told = '';
  child.stdout.on('data', (text) => (told += text));
  child.stderr.on('data', (text) => (told += text));
  return new Promise((resolve) => child.on('close', () => resolve(told)));
}
