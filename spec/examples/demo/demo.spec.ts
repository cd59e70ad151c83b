import { node } from '../../support/node';

/** Runs the demo as `npm run demo` does. Returns what it printed, act by act. */
async function acts(): Promise<[string, string, string]> {
  const { stdout } = await node(['-r', 'ts-node/register', 'spec/examples/demo/main.ts']);
  const [, first = '', second = '', third = ''] = stdout.split(/^(?=\d\. )/m);
  return [first, second, third];
}

/** Returns the cells of the rows that begin with `name`, each with the lines of its row. */
function row(act: string, name: string): string[] {
  return act.split(/^├.*$/m).filter((block) => new RegExp(`^\\n│ ${name} `).test(block));
}

describe('npm run demo', () => {
  let printed: [string, string, string];

  beforeAll(async () => {
    printed = await acts();
  }, 30_000);

  it('fits 100 columns, and has no colours where nobody sees them', () => {
    const lines = printed.join('').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(printed.join('')).not.toContain('\x1b');
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
