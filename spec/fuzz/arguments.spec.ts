import { core } from '../house/subpaths';
import { Random } from '../support/random';
import { randomArguments } from './arguments';

const seed = Number(process.env.SEED ?? 1);
const cases = 2000;

/** What is called here needs no runtime; `npm run fuzz` calls the rest too, and longer. */
const rooms = core.filter(({ name }) => /\/(context|metadata|peer|forward)$/.test(name));

describe.each(rooms)('$name', (subpath) => {
  it(`answers ${cases} calls with random arguments by an outcome, or an error that names the function, seed ${seed}`, async () => {
    const running = await randomArguments(subpath).start();
    const faults = new Set<string>();
    for (let i = 0; i < cases; i++) {
      for (const fault of await running.one(new Random(seed + i)))
        faults.add(fault.replace(/, given .*/, ''));
    }
    await running.close();
    expect([...faults]).toEqual([]);
  });
});
