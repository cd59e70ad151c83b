import { node } from '../support/node';

// What docs/pitfalls.md says and no example shows.

describe('docs/pitfalls.md', () => {
  it('is right about channels that are made in a call', async () => {
    const { stdout } = await node([
      '--expose-gc',
      '-r',
      'ts-node/register',
      'spec/docs/channel-in-a-call.ts',
    ]);
    expect(stdout.trim().split('\n')).toEqual([
      'in the call: kept',
      'in the background: collected',
      'in the call, by mdctx: collected',
      'at the start: collected',
    ]);
  }, 30_000);

  it('is right about adapters that are made too late', async () => {
    const { stdout } = await node(['-r', 'ts-node/register', 'spec/docs/late-adapter.ts']);
    expect(stdout).toBe('after: ["a, b"]\nbefore: ["a","b"]\n');
  }, 30_000);

  it('is right about deadlines and the end of the process', async () => {
    const script = `
      require('ts-node/register');
      const { context, withTimeout } = require('mdctx');
      const [ctx] = withTimeout(60_000);
      context.afterFunc(ctx, () => console.log('ended'));
      console.log('waiting');`;
    const { stdout } = await node(['-e', script]);
    expect(stdout).toBe('waiting\n');
  }, 30_000);
});
