import { parseArgs } from 'node:util';
import { errorTrace } from '../../lib/context/internal';
import { adapters, niceGrpc, type Pair } from '../support/adapters/pairs';
import { stubClient, stubServer } from '../support/adapters/stub';
import { Random } from '../support/random';
import { argumentStages } from './arguments';
import { framesToClient, framesToServer } from './frames';
import { misbehaviour } from './misbehaviour';
import { callOptions } from './options';
import type { Fuzzed } from './stage';

// `npm run fuzz`: random cases of each stage, for `--seconds` in all (60), in which the stages share evenly. `--only frames` takes the stages with that in
// their name; `--seed 7 --cases 1` makes again what a line of the report tells.

const patience = 20_000; // ms; what has not ended by then hangs
let now = ''; // the case that is being made
const faults: string[] = [];

function report(fault: string): void {
  faults.push(fault);
  console.error(fault);
}

process.on('uncaughtException', (error) => report(`${now}: uncaught: ${errorTrace(error)}`));
process.on('unhandledRejection', (error) => report(`${now}: unhandled: ${errorTrace(error)}`));

const shapes: readonly Pair[] = [
  ...adapters,
  { ...niceGrpc, name: 'stub', server: stubServer, client: stubClient },
];
const stages: readonly Fuzzed[] = [
  ...shapes.flatMap((pair) => [
    framesToServer(pair),
    framesToClient(pair),
    misbehaviour(pair),
    callOptions(pair),
  ]),
  ...argumentStages,
];

/** Makes cases until `seconds` are over, or `most` are made, and returns how many. */
async function fuzz(stage: Fuzzed, seed: number, seconds: number, most: number): Promise<number> {
  const running = await stage.start();
  const end = performance.now() + seconds * 1000;
  let cases = 0;
  for (; cases < most && (performance.now() < end || cases === 0); cases++) {
    now = `${stage.name}, --seed ${seed + cases} --cases 1`;
    const hangs = setTimeout(() => {
      report(`${now}: hangs`);
      process.exit(1);
    }, patience);
    for (const fault of await running.one(new Random(seed + cases))) report(`${now}: ${fault}`);
    clearTimeout(hangs);
  }
  await running.close();
  return cases;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string' },
      only: { type: 'string', default: '' },
      cases: { type: 'string', default: 'Infinity' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1e6);
  const chosen = stages.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0)
    throw new RangeError(`fuzz: --only must be in the name of a stage: got ${values.only}`);
  console.log(`seed ${seed}`);
  for (const stage of chosen) {
    const cases = await fuzz(stage, seed, Number(values.seconds) / chosen.length, Number(values.cases));
    console.log(`${stage.name}: ${cases} cases`);
  }
  console.log(`${faults.length} faults`);
  process.exit(faults.length === 0 ? 0 : 1);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
