import { adapters } from '../support/adapters/pairs';
import { itAnywhere } from '../support/anywhere';
import { node } from '../support/node';
import { Crowd } from './crowd';

jest.setTimeout(120_000);

describe('1,000 calls of mixed kinds at once, through two hops', () => {
  for (const pair of adapters) {
    itAnywhere(`never show a foreign id on ${pair.name}`, async () => {
      const crowd = await Crowd.on(pair);
      const answered = await crowd.go(1000);
      crowd.close();
      expect(crowd.strange).toEqual([]);
      expect(answered).toBe(1000);
    });

    it(`leave nothing behind on ${pair.name}: no context, no timer, no listener`, async () => {
      const script = ['spec/promises/leftover.ts', pair.name];
      const { stdout } = await node(['--expose-gc', '-r', 'ts-node/register', ...script]);
      const left = { contexts: 0, timers: 0, listeners: 0 };
      expect(JSON.parse(stdout)).toEqual({ answered: 1000, seen: 3000, timed: true, ...left });
    });
  }
});
