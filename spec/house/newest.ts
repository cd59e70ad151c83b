import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/sources';

// `npm run test:newest`: the table of promises against the newest grpc-js and nice-grpc that the registry has, which may be
// newer than those that the specs are written for. It reports, and does not fail: what a release of theirs breaks is
// nothing that a change of ours has done.

const runtimes = ['@grpc/grpc-js', 'nice-grpc', 'nice-grpc-common'];
const [specs = 'spec/promises', ...rest] = process.argv.slice(2);

const folder = mkdtempSync(join(tmpdir(), 'newest-'));
try {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const installed = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', ...runtimes.map((name) => `${name}@latest`)],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (installed.status !== 0) throw new Error('newest: the runtimes must be installed: npm failed');
  const versions = runtimes.map(
    (name) => `${name} ${createRequire(join(folder, 'x.js'))(`${name}/package.json`).version}`,
  );
  console.log(versions.join(', '));
  const config = join(folder, 'jest.config.js');
  const mapped = runtimes.map((name) => [`^${name}$`, join(folder, 'node_modules', name)]);
  writeFileSync(
    config,
    `const own = require(${JSON.stringify(join(root, 'jest.config.ts'))});
     module.exports = { ...own, rootDir: ${JSON.stringify(root)},
       moduleNameMapper: { ...Object.fromEntries(${JSON.stringify(mapped)}), ...own.moduleNameMapper } };`,
  );
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(
    process.execPath,
    ['-r', 'ts-node/register', jest, '--config', config, specs, ...rest],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  console.log(
    status === 0 ? 'newest: all promises hold' : 'newest: NOT all promises hold with these versions',
  );
} catch (error) {
  console.log(`newest: could not be tried: ${error instanceof Error ? error.message : error}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
