import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

describe('npm run fleet', () => {
  const cache = mkdtempSync(join(tmpdir(), 'mdctx-fleet-'));
  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  it('names what is missing, and installs nothing', () => {
    const runner = join(__dirname, 'run.ts');
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    const options = { cwd: root, env, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['-r', 'ts-node/register', runner],
      options,
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('fleet: missing: fleet, probe, python, envoy: run spec/fleet/setup.sh\n');
  }, 60_000);
});
