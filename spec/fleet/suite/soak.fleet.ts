import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { register } from '@grpc/grpc-js-xds';
import { engineNames, engines, grpcEngines } from '../client/engines';
import { envoy } from '../front/envoy';
import type { Front } from '../front/front';
import { xds } from '../front/xds';
import { type Census, census } from '../soak/census';
import { Traffic } from '../soak/traffic';
import { Service } from '../support/service';
import { ControlPlane } from '../xds/control-plane';

// Calls over two hops, each through xDS or Envoy, of which many are cut short, while services are restarted: a short form in CI,
// the long one by `npm run fleet -- --long`. MDCTX_FLEET_CALLS says how many,
// MDCTX_FLEET_SECONDS how long at most, and MDCTX_FLEET_OUT where the samples go.

const long = process.env.MDCTX_FLEET_LONG !== undefined;
const calls = Number(process.env.MDCTX_FLEET_CALLS ?? (long ? 1_000_000 : 1000));
const every = Math.ceil(calls / (long ? 200 : 3)); // calls between two samples
const restarts = Math.ceil(calls / (long ? 40 : 3)); // calls between two restarts
const seconds = Number(process.env.MDCTX_FLEET_SECONDS ?? Number.POSITIVE_INFINITY); // then it ends in any case
const callers = 8; // of each client

/** What is seen at one moment. */
interface Sample {
  readonly calls: number;
  readonly seconds: number;
  readonly p99: number;
  /** The process of the callers, and those of the services that are not restarted. */
  readonly processes: Readonly<Record<string, Census>>;
}

describe(`${calls} calls behind xDS and Envoy, with restarts`, () => {
  let plane: ControlPlane;
  const steady: Service[] = [];
  const restarted: Service[] = [];
  const fronts: Front[] = [];

  before(async () => {
    process.env.MDCTX_FLEET_QUIET = '1'; // services do not tell of their calls
    plane = await ControlPlane.start();
    register();
    const { notServingFor } = envoy;
    for (const hop of ['first', 'second']) {
      const own = await Promise.all(
        engineNames.map((kind) => Service.start(kind, `${hop} ${kind}`, notServingFor)),
      );
      const other = await Service.start('grpc-js', `${hop}, restarted`, notServingFor);
      steady.push(...own);
      restarted.push(other);
      for (const kind of [xds(plane), envoy])
        fronts.push(await kind.start([...own, other], { retries: true }));
    }
  });
  after(async () => {
    await Promise.all([...steady, ...restarted].map((service) => service.kill()));
    await Promise.all(fronts.map((front) => front.stop()));
    await plane.stop();
  });

  it('mixes nothing up, keeps no context, and needs no more memory', async () => {
    const traffic = new Traffic(1);
    const samples: Sample[] = [];
    const begun = performance.now();
    const sample = async () => {
      const processes: Record<string, Census> = { caller: await census() };
      for (const { name, process } of steady) processes[name] = (await process.ask('census')) as Census;
      const seconds = (performance.now() - begun) / 1000;
      samples.push({ calls: traffic.calls, seconds, p99: traffic.p99(), processes });
    };
    const [xds1, envoy1, xds2, envoy2] = fronts as [Front, Front, Front, Front];
    const ways = [
      [xds1, envoy2],
      [envoy1, xds2],
    ] as const;
    const clients = engineNames.flatMap((engine) =>
      ways
        .filter(([front]) => grpcEngines.includes(engine) || front === envoy1)
        .map(([{ target, options }, next]) => ({
          client: engines[engine](target, options),
          hops: [next.target],
        })),
    );
    const enough = () => over(traffic);
    const running = Promise.all(
      clients.flatMap(({ client, hops }) =>
        Array.from({ length: callers }, () => traffic.run(client, hops, enough)),
      ),
    );
    await Promise.all([running, watching(traffic, sample), restarting(traffic, restarted)]);
    await sample();
    for (const { client } of clients) client.close();
    if (process.env.MDCTX_FLEET_OUT)
      write(process.env.MDCTX_FLEET_OUT, { calls: traffic.calls, codes: traffic.codes, samples });

    assert.deepEqual([traffic.mixed, traffic.wrong], [[], []]);
    const first = samples[Math.floor(samples.length / 10)]; // when all is warm
    const last = samples.at(-1);
    assert.ok(first && last);
    for (const [name, { contexts, heap }] of Object.entries(last.processes)) {
      assert.ok(contexts <= 16, `${contexts} contexts are left in ${name}`); // calls that have just ended
      const before = first.processes[name]?.heap ?? 0;
      assert.ok(heap < before * 1.2 + 2 ** 22, `the heap of ${name} grew from ${before} to ${heap} bytes`);
    }
    console.log(`  ${traffic.calls} calls in ${last.seconds.toFixed(0)} s: ${JSON.stringify(traffic.codes)}`);
  });
});

/** Reports whether there were calls enough, or time. */
function over(traffic: Traffic): boolean {
  return traffic.calls >= calls || performance.now() > seconds * 1000;
}

/** Samples when so many calls have been made again and again, from a warm start on. */
async function watching(traffic: Traffic, sample: () => Promise<void>): Promise<void> {
  for (let next = every; !over(traffic); next += every) {
    await reached(traffic, next);
    await sample();
  }
}

async function restarting(traffic: Traffic, services: readonly Service[]): Promise<void> {
  for (let next = restarts, i = 0; ; next += restarts, i++) {
    await reached(traffic, next);
    if (over(traffic)) return;
    const service = services[i % services.length];
    assert.equal(await service?.drain(), 0);
    await service?.up();
  }
}

/** Waits until so many calls have been made. */
async function reached(traffic: Traffic, calls: number): Promise<void> {
  while (traffic.calls < calls && !over(traffic)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function write(path: string, result: object): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(result)}\n`);
}
