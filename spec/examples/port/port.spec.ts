import { root, textOf } from '../../support/sources';
import { day } from './drive';

describe('the port of the Go service', () => {
  it('does what the Go service did: day.json is of that', async () => {
    const args = ['-r', 'ts-node/register', 'spec/examples/port/main.ts'];
    expect(await day(process.execPath, args, root)).toEqual(
      JSON.parse(textOf('spec/examples/port/day.json')),
    );
  }, 60_000);
});
