import { connects, ofGrpcJs } from '../support/adapters/pairs';
import { node } from '../support/node';

jest.setTimeout(120_000);

describe('1,000 calls of mixed kinds at once, through two hops', () => {
  // In a process of its own, where nobody else makes timers or holds on to anything.
  it.each([...ofGrpcJs, ...connects.filter(({ without }) => without === undefined)])(
    'never show a foreign id, and leave nothing behind, on $name',
    async ({ name }) => {
      const script = ['spec/promises/crowd-alone.ts', name];
      const { stdout } = await node(['--expose-gc', '-r', 'ts-node/register/transpile-only', ...script]);
      const told = JSON.parse(stdout);
      expect(told).toEqual({
        answered: 1000,
        strange: [],
        seen: 3000,
        timed: true,
        left: { contexts: 0, timers: 0, listeners: 0 },
      });
    },
  );
});
