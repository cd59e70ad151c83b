/**
 * Runs the interop tests: `npm run interop`. With `--write` it writes `docs/parity-cases.md` and the vectors instead of
 * comparing them. Other arguments go to jest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { goPrograms } from './support/go-build';
import { pythonPeer } from './support/python-build';

try {
  goPrograms();
  pythonPeer();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const args = process.argv.slice(2);
const jest = join(__dirname, '..', '..', 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--config', join(__dirname, 'jest.config.ts'), ...args.filter((arg) => arg !== '--write')],
  {
    stdio: 'inherit',
    env: { ...process.env, ...(args.includes('--write') && { MDCTX_INTEROP_WRITE: '1' }) },
  },
);
process.exitCode = status ?? 1;
