import { join } from 'node:path';
import { childOf } from '../support/child';

const script = join(__dirname, 'signal-process.ts');

describe('drain() on a signal', () => {
  it('ends the process with 0 when its calls have ended', async () => {
    const child = childOf(script, 'idle');
    expect(await child.told()).toBe('entered');
    child.signal('SIGTERM');
    expect(await child.told()).toBe('not serving');
    expect(await child.ended()).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['stuck', 1],
    ['own exit', 41],
  ])('ends what still runs on the second: %s', async (way, code) => {
    const child = childOf(script, way);
    expect(await child.told()).toBe('entered');
    child.signal('SIGTERM');
    expect(await child.told()).toBe('not serving');
    child.signal('SIGTERM');
    expect(await child.ended()).toMatchObject({
      code,
      stderr: '',
      stdout: expect.stringContaining('UNAVAILABLE: server is shutting down'),
    });
  });
});
