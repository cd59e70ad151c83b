import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { core, manifest } from '../house/subpaths';
import { filesUnder } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';

// What the package weighs and how long it takes to load, beside bounds; docs/performance.md tells the figures.

/** The most that each may be: kB, kB, files of the package, and files that one subpath of the core loads. */
const most = { tarball: 1100, installed: 4500, files: 1600, core: 240 };

const folder = new Folder();

beforeAll(async () => {
  const peers = ['@grpc/grpc-js', 'nice-grpc'].map((name) => [name, manifest.devDependencies[name]]);
  const dependencies = { mdctx: `file:${tarball()}`, ...Object.fromEntries(peers) };
  folder.write('package.json', { name: 'user', private: true, dependencies });
  await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
});

/** Returns the least CPU time, of seven processes, that it takes to load a module, in milliseconds. */
async function loading(name: string): Promise<number> {
  const script = `const start = process.cpuUsage(); require(${JSON.stringify(name)});
    const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  const times: number[] = [];
  for (let i = 0; i < 7; i++) times.push(Number(await folder.node('-e', script)));
  return Math.min(...times);
}

describe('the size of the package', () => {
  it('stays within its bounds', () => {
    const place = join(folder.path, 'node_modules', 'mdctx');
    const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    const found = {
      tarball: Math.ceil(statSync(tarball()).size / 1024),
      installed: Math.ceil(bytes / 1024),
      files: files.length,
    };
    console.log(found);
    for (const name of ['tarball', 'installed', 'files'] as const)
      expect(found[name]).toBeLessThan(most[name]);
  });

  it('has a source map with its source beside each script', () => {
    const place = join(folder.path, 'node_modules', 'mdctx', 'dist');
    for (const path of filesUnder('lib', '.ts')) {
      const map = JSON.parse(readFileSync(join(place, path.replace(/^lib\/(.*)\.ts$/, '$1.js.map')), 'utf8'));
      expect([path, map.sourcesContent?.length]).toEqual([path, 1]);
    }
  });
});

describe('the time to load', () => {
  it('stays within its bounds, and the core costs less than the runtime beside it', async () => {
    const found = {
      mdctx: await loading('mdctx'),
      'mdctx/nice-grpc': await loading('mdctx/nice-grpc'),
      'nice-grpc': await loading('nice-grpc'),
      '@grpc/grpc-js': await loading('@grpc/grpc-js'),
    };
    console.log(found);
    expect(found.mdctx).toBeLessThan(found['@grpc/grpc-js']);
    expect(found['mdctx/nice-grpc']).toBeLessThan(found['nice-grpc'] + found.mdctx * 2 + 20);
  });

  it('is for the core a matter of few files', async () => {
    for (const { name } of core) {
      const count = await folder.node('-p', `require('${name}'); Object.keys(require.cache).length`);
      expect([name, Number(count) <= most.core]).toEqual([name, true]);
    }
  });
});
