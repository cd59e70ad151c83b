import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { manifest, subpaths } from '../house/subpaths';
import { root } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { installLowest, type Versions } from './support/peers';

// The lowest and the newest version of each peer that package.json allows: each subpath loads, and what the library
// promises to handlers and callers holds.

/** The specs that tell soonest whether a version of a peer is another than it was. */
const specs = ['spec/promises/holds', 'spec/promises/header', 'spec/promises/caller', 'spec/stub/streams'];
/** A row is run once: what surrounds a call is ours, whatever the versions. */
const rows = '^(?!.*, inside another run$)';

describe.each<[string, (folder: Folder, mdctx: Versions) => Promise<Versions>]>([
  ['lowest', installLowest],
  [
    'newest',
    async (folder, mdctx) => {
      const dependencies = { ...mdctx, ...manifest.peerDependencies };
      folder.write('package.json', { name: 'user', private: true, dependencies });
      await folder.run('npm', 'install', '--prefer-online', '--ignore-scripts', '--no-audit', '--no-fund');
      return {};
    },
  ],
])('the %s versions of the peers', (_, prepare) => {
  const folder = new Folder();
  let wanted: Versions = {};

  beforeAll(async () => {
    const all = await prepare(folder, { mdctx: `file:${tarball()}` });
    wanted = Object.fromEntries(Object.entries(all).filter(([name]) => name in manifest.peerDependencies));
  });

  it('load each subpath', async () => {
    const names = JSON.stringify(subpaths.map(({ name }) => name));
    await folder.node('-e', `for (const name of ${names}) require(name);`);
  });

  it('are those that were asked for, and keep the promises of the adapters', async () => {
    const peers = Object.keys(manifest.peerDependencies);
    const names = JSON.stringify(peers);
    const script = `
      const { readFileSync } = require('node:fs');
      const of = (name) => JSON.parse(readFileSync('node_modules/' + name + '/package.json')).version;
      console.log(JSON.stringify(Object.fromEntries(${names}.map((name) => [name, of(name)]))))`;
    const installed: Record<string, string> = JSON.parse(await folder.node('-e', script));
    expect(installed).toMatchObject(wanted);
    const own = peers.map((name) => [name, manifest.devDependencies[name]]);
    if (isDeepStrictEqual(installed, Object.fromEntries(own))) return; // `npm test` has run them
    // The specs of this project beside the peers of that folder; what else they need comes from here.
    for (const place of ['lib', 'spec/promises', 'spec/stub', 'spec/support', 'spec/examples', 'spec/grpc']) {
      cpSync(join(root, place), join(folder.path, place), { recursive: true });
    }
    const config = { ...require('../../jest.config'), reporters: ['default'], rootDir: folder.path };
    const modulePaths = [join(root, 'node_modules')];
    const transform = { '^.+\\.ts$': [require.resolve('@swc/jest'), config.transform['^.+\\.ts$'][1]] };
    const roots = ['<rootDir>/spec'];
    folder.write('jest.config.json', { ...config, modulePaths, transform, roots });
    const told = await jest(['--config', join(folder.path, 'jest.config.json'), '-t', rows, ...specs]);
    expect(told).toMatch(/^Tests: +(\d+ skipped, )?[1-9]\d* passed, \d+ total$/m);
  }, 300_000);
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
