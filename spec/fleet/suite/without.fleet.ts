import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

const build = join(__dirname, '..', '..');
const runner = join(build, '..', 'run.ts');

describe('npm run fleet without nginx and HAProxy', () => {
  it('says so, and runs the rest', async () => {
    const PATH = [dirname(process.execPath), '/usr/bin', '/bin'].join(':');
    const { NODE_TEST_CONTEXT: _, ...rest } = process.env; // or it would take this process for one of its own
    const env = { ...rest, PATH, MDCTX_FLEET_SBIN: '', MDCTX_FLEET_BUILD: build };
    const child = spawn(process.execPath, ['-r', 'ts-node/register', runner, 'limits'], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, output);
    for (const name of ['nginx', 'haproxy']) {
      assert.match(output, new RegExp(`WARNING: ${name} is missing: what needs it is left out`));
    }
    assert.match(output, /✔ Envoy/);
    assert.match(output, /﹣ HAProxy .*# SKIP/);
  });
});
