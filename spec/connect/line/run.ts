/**
 * Runs what mdctx/connect promises on other lines of Connect than the one that the specs run on: `npm run test:connect`. Each line is
 * installed in a cache folder outside of the project, and found before that of the project.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mdctx', 'connect');
const lines = process.argv.length > 2 ? process.argv.slice(2) : ['2.1.0', '2.1.2', '2.2.0'];
const promises = ['current', 'holds', 'ends', 'header', 'caller', 'late', 'origin', 'chain', 'bleeding'];

/** Installs a line of Connect, and returns where its packages are. */
function installed(line: string): string {
  const folder = join(cache, line);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packages = ['connect', 'connect-node', 'connect-express', 'connect-fastify'].map(
    (name) => `@connectrpc/${name}@${line}`,
  );
  packages.push('@connectrpc/connect-next@2.1.1'); // the newest
  const peers = ['@bufbuild/protobuf', 'express', 'fastify'].map(
    (name) => `${name}@${devDependencies[name]}`,
  );
  const flags = [
    '--legacy-peer-deps',
    '--no-save',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--silent',
  ];
  execFileSync('npm', ['install', ...flags, ...packages, ...peers], { cwd: folder });
  return join(folder, 'node_modules');
}

/** Runs specs with the packages in `modules`. */
function holds(line: string, modules: string, ...args: string[]): boolean {
  const config = join(cache, line, 'jest.config.js');
  writeFileSync(
    config,
    `const own = require(${JSON.stringify(join(root, 'jest.config.ts'))});
     module.exports = { ...own, rootDir: ${JSON.stringify(root)}, reporters: [['default', { summaryThreshold: 1 }]],
       testMatch: [...own.testMatch, '<rootDir>/spec/connect/line/*.line.ts'],
       moduleDirectories: [${JSON.stringify(modules)}, 'node_modules'] };`,
  );
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(
    process.execPath,
    ['-r', 'ts-node/register', jest, '--config', config, '--silent', ...args],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  return status === 0;
}

let failed = 0;
for (const line of lines) {
  const modules = installed(line);
  const { version } = JSON.parse(
    readFileSync(join(modules, '@connectrpc', 'connect', 'package.json'), 'utf8'),
  );
  const specs = promises.map((name) => `spec/promises/${name}.spec`);
  const all =
    holds(line, modules, 'spec/connect/') && holds(line, modules, ...specs, '-t', ' Connect.*, from nothing');
  console.log(`Connect ${version}: ${all ? 'as promised' : 'NOT as promised'}`);
  if (!all) failed++;
}
console.log(`${lines.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
