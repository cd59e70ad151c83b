/**
 * Draws the figures of docs/operations.md: `ts-node spec/fleet/draw.ts`, from what the suites `depth` and `soak` wrote where
 * MDCTX_FLEET_DEPTH and MDCTX_FLEET_OUT say: docs/performance/fleet-depth.json and fleet-soak.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plotter } from '../bench/drawing/vega';
import type { Census } from './soak/census';

const folder = join(__dirname, '..', '..', 'docs', 'performance');
const schema = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', background: 'white' };

/** One chart: lines over `x`, one a colour. */
function lines(title: string, x: string, y: string, values: readonly object[], log = false) {
  const scale = { ...(log && { type: 'log' }), zero: !log };
  return {
    title,
    width: 300,
    height: 170,
    data: { values },
    mark: { type: 'line', point: values.length < 50 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x },
      y: { field: 'y', type: 'quantitative', title: y, scale },
      color: { field: 'what', type: 'nominal', title: null, legend: { labelLimit: 220 } },
    },
  };
}

interface Figure {
  readonly figure: string;
  readonly what: string;
  readonly depth: number;
  readonly [unit: string]: string | number;
}

function depth(): object {
  const figures: Figure[] = JSON.parse(readFileSync(join(folder, 'fleet-depth.json'), 'utf8'));
  const of = (name: string, unit: string) =>
    figures
      .filter(({ figure }) => figure === name)
      .map((one) => ({ x: one.depth, y: one[unit], what: one.what }));
  const services = 'services';
  return {
    ...schema,
    resolve: { scale: { color: 'independent' } },
    columns: 2,
    concat: [
      lines('Runs of the last handler a failing call', services, 'runs', of('retries', 'runs'), true),
      lines('Metadata at the last service', services, 'bytes', of('size', 'bytes')),
      lines('Deadline that is gone', services, 'ms', of('deadline', 'ms')),
      lines('Time of a call, median', services, 'µs', of('latency', 'us')),
    ],
  };
}

interface Soak {
  readonly samples: readonly {
    readonly seconds: number;
    readonly p99: number;
    readonly processes: Readonly<Record<string, Census>>;
  }[];
}

function soak(): object {
  const { samples }: Soak = JSON.parse(readFileSync(join(folder, 'fleet-soak.json'), 'utf8'));
  const of = (measure: (census: Census) => number) =>
    samples.flatMap(({ seconds, processes }) =>
      Object.entries(processes).map(([what, census]) => ({ x: seconds / 60, y: measure(census), what })),
    );
  const latency = samples.map(({ seconds, p99 }) => ({ x: seconds / 60, y: p99, what: 'two hops' }));
  const minutes = 'minutes';
  return {
    ...schema,
    resolve: { scale: { color: 'independent' } },
    columns: 2,
    concat: [
      lines(
        'Resident memory',
        minutes,
        'MiB',
        of(({ rss }) => rss / 2 ** 20),
      ),
      lines(
        'Heap after garbage collection',
        minutes,
        'MiB',
        of(({ heap }) => heap / 2 ** 20),
      ),
      lines(
        'Event loop delay, p99',
        minutes,
        'ms',
        of(({ delay }) => delay),
      ),
      lines('Whole calls, p99', minutes, 'ms', latency),
    ],
  };
}

async function main(): Promise<void> {
  const plot = await plotter();
  for (const [name, chart] of Object.entries({ 'fleet-depth': depth(), 'fleet-soak': soak() })) {
    writeFileSync(join(folder, `${name}.svg`), `${await plot(chart)}\n`);
  }
}

void main();
