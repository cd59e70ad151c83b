import { node } from '../../support/node';

/** Runs the demo as `npm run demo` does. Returns what it printed, act by act. */
async function acts(): Promise<[string, string, string, string]> {
  const { stdout, stderr } = await node(['-r', 'ts-node/register', 'spec/examples/demo/main.ts']);
  expect(stderr).toBe('');
  const [, first = '', second = '', third = '', fourth = ''] = stdout.split(/^(?=\d\. )/m);
  return [first, second, third, fourth];
}

/** Returns the cells of the rows that begin with `name`, each with the lines of its row. */
function row(act: string, name: string): string[] {
  return act.split(/^├.*$/m).filter((block) => new RegExp(`^\\n│ ${name} `).test(block));
}

describe('npm run demo', () => {
  let printed: [string, string, string, string];

  beforeAll(async () => {
    printed = await acts();
  }, 30_000);

  it('fits 100 columns, and has no colours where nobody sees them', () => {
    const lines = printed.join('').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(printed.join('')).not.toContain('\x1b');
  });

  it('says of each table what it shows', () => {
    expect(printed[0]).toMatch(
      /Nobody passed a context.*`authorization` stopped at edge.*the deadline shrank/s,
    );
    expect(printed[1]).toContain('and so stock stops waiting.');
    expect(printed[2]).toContain('The deadline came with the call to each service');
    expect(printed[3]).toContain('run just now');
  });

  it('ends with the same services on nice-grpc alone, beside what mdctx makes of them', () => {
    const cells = (name: string): string[] => {
      const line = printed[3].split('\n').find((one) => one.includes(name)) ?? '';
      return line
        .split('│')
        .slice(2, 4)
        .map((cell) => cell.trim());
    };
    expect(cells('the two values')).toEqual(['[a gift] [ribbon, red]', '[a gift, ribbon, red]']);
    expect(cells('after a `yield`')).toEqual(['[a gift] [ribbon, red]', 'nothing']);
    expect(cells("the customer's deadline")).toEqual([expect.stringMatching(/^\d+ ms left$/), 'none']);
    expect(cells('the customer goes')).toEqual(['it stops waiting', 'it goes on waiting']);
  });

  it('shows what each service saw: repeated and binary values, deadline, peer', () => {
    for (const service of ['edge', 'orders', 'stock']) {
      const [seen = ''] = row(printed[0], service);
      expect(seen).toContain('request-id: [r-17]');
      expect(seen).toContain('note: [a gift] [ribbon, red]');
      expect(seen).toContain('trace-bin: <00 ff 0a>');
      expect(seen).toMatch(/ \d+ ms left .* 127\.0\.0\.1:\d+ /);
      expect(seen.includes('authorization')).toBe(service === 'edge');
    }
    expect(row(printed[0], 'stock')[0]).toContain('via: [edge] [orders]');
  });

  it('shows the header and the trailer that came back', () => {
    const [, back = ''] = row(printed[0], 'orders');
    expect(back).toContain('warehouse: [north] [south, left]');
    expect(back).toContain('seal-bin: <5e a1 02>');
  });

  it('shows that a call which edge cancels stops in stock', () => {
    expect(row(printed[1], 'edge')[0]).toMatch(/not ended.*cancels the order/s);
    expect(row(printed[1], 'stock')[0]).toMatch(/context canceled.*stops waiting/s);
  });

  it('shows that a deadline ends all three', () => {
    for (const service of ['edge', 'orders', 'stock']) {
      expect(row(printed[2], service)[0]).toContain('context deadline exceeded');
    }
  });
});
