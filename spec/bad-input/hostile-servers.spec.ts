import { join } from 'node:path';
import { childOf } from '../support/child';

describe('a client of servers that break HTTP/2', () => {
  it('fails the calls, and no process ends', async () => {
    const child = childOf(join(__dirname, 'hostile-server-process.ts'));
    const [lines, { code, stderr }] = await Promise.all([child.told<string[]>(), child.ended()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.length).toBeGreaterThan(1600); // 40 ways, 5 manners, 3 shapes, 2 or 4 kinds
    const sound = lines.filter((line) => !/^a header after the end/.test(line) && /; 0, /.test(line));
    expect(sound).toEqual([]);
  }, 120_000);
});
