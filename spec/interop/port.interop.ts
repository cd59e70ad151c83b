import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { day } from '../examples/port/drive';
import { root, textOf } from '../support/sources';
import { output } from './support/toolchain';

// The service of go/port, and its port to TypeScript in spec/examples/port, used by one script.

describe('a service in Go and its port', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mdctx-port-'));
  const service = join(folder, 'port');

  beforeAll(() => {
    output('build of the Go service', 'go', ['build', '-o', service, './port'], join(__dirname, 'go'));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('give the same to whoever calls them, and log the same', async () => {
    const inGo = await day(service, [], root);
    const inTypeScript = await day(
      process.execPath,
      ['-r', 'ts-node/register', 'spec/examples/port/main.ts'],
      root,
    );
    expect(inTypeScript).toEqual(inGo);
    expect(JSON.parse(textOf('spec/examples/port/day.json'))).toEqual(inGo);
  }, 120_000);
});
