import { day } from '../examples/port/drive';
import { root, textOf } from '../support/sources';
import { goPrograms } from './support/go-build';

// The service of go/port, and its port to TypeScript in spec/examples/port, used by one script.

describe('a service in Go and its port', () => {
  it('give the same to whoever calls them, and log the same', async () => {
    const inGo = await day(goPrograms().port, [], root);
    const inTypeScript = await day(
      process.execPath,
      ['-r', 'ts-node/register', 'spec/examples/port/main.ts'],
      root,
    );
    expect(inTypeScript).toEqual(inGo);
    expect(JSON.parse(textOf('spec/examples/port/day.json'))).toEqual(inGo);
  }, 120_000);
});
