import { join } from 'node:path';
import { childOf } from '../support/child';

describe('a secret in metadata and in the values of a context', () => {
  it('is in no text that the library makes, and is not printed, whatever fails', async () => {
    const secret = 'hush4711hush4711'; // so that it is base64, too
    const child = childOf(join(__dirname, 'secrets-process.ts'), secret);
    const texts = await child.told<string[]>();
    const { stdout, stderr } = await child.ended();
    child.kill();
    expect(texts.length).toBeGreaterThan(1000);
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    expect(stdout).toBe('');
    expect(stderr.split('\n').filter((line) => line.includes(secret))).toEqual([]);
  }, 60_000);
});
