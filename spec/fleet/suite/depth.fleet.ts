import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, describe, it } from 'node:test';
import { withTimeout } from 'mdctx/context';
import { Status } from 'nice-grpc-common';
import { contextOf } from '../client/checks';
import { engines } from '../client/engines';
import type { FleetClient } from '../client/fleet-client';
import type { Retries } from '../service/command';
import { type Kind, Service } from '../support/service';

// What a call costs by the number of services that it goes through, one after the other.

const depths = [1, 3, 8];
const deepest = 8;
const long = process.env.MDCTX_FLEET_LONG !== undefined;
const timeout = 60_000; // ms
const figures: Record<string, unknown>[] = [];

const running: { all: readonly Service[]; client: FleetClient }[] = [];

after(async () => {
  for (const { all, client } of running) {
    client.close();
    await Promise.all(all.map((service) => service.kill()));
  }
  const out = process.env.MDCTX_FLEET_DEPTH;
  if (!out) return;
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(figures, undefined, 1)}\n`);
});

/** Starts eight services, and returns with which target and hops a call goes through so many of them. */
async function chain(kind: Kind, env: Record<string, string> = {}) {
  Object.assign(process.env, env);
  const all = await Promise.all(
    Array.from({ length: deepest }, (_, i) => Service.start(kind, `${kind} ${i}`)),
  );
  for (const name of Object.keys(env)) delete process.env[name];
  const targets = all.map(({ port }) => `127.0.0.1:${port}`);
  const client = engines['nice-grpc'](targets[0] ?? '');
  running.push({ all, client });
  return {
    all,
    client,
    hops: (depth: number) => targets.slice(1, depth),
    last: (depth: number) => all[depth - 1] as Service,
  };
}

type Chain = Awaited<ReturnType<typeof chain>>;

let calls = 0;
const nextId = () => `depth-${++calls}`;

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('a chain of services', () => {
  it('shortens the deadline, adds up metadata, and makes a failing call again at each hop', async () => {
    const services = await chain('nice-grpc');
    await deadlines(services);
    await shortened(services);
    for (const depth of depths) {
      const runs = await refused(services, 'unbounded', depth, 2);
      figures.push({ figure: 'retries', what: 'without a budget', depth, runs });
      // The caller itself makes nothing again, so there are depth - 1 places where that is done.
      assert.equal(runs, 2 ** (depth - 1));
    }
    for (const depth of depths) {
      const runs = await refused(services, 'budget', depth, 40);
      figures.push({ figure: 'retries', what: 'with a budget', depth, runs });
      assert.ok(runs <= 2, `${runs} runs a call`);
    }
  });

  // Figures for docs/operations.md, of which none is asserted.
  it('costs a context at each hop', { skip: !long }, async () => {
    const [rounds, each] = [15, 300];
    const chains = { mdctx: await chain('nice-grpc', quiet), bare: await chain('bare', quiet) };
    for (const depth of depths) {
      const found = {
        mdctx: [] as number[],
        bare: [] as number[],
        cpu: { mdctx: [] as number[], bare: [] as number[] },
      };
      for (let round = 0; round <= rounds; round++) {
        for (const name of ['mdctx', 'bare'] as const) {
          const { client, hops, all } = chains[name];
          const before = await cpuOf(all.slice(0, depth));
          const times: number[] = [];
          for (let i = 0; i < each; i++) {
            const id = nextId();
            const begun = performance.now();
            await client.unary(contextOf(id), { id, do: 'echo', hops: hops(depth) });
            times.push((performance.now() - begun) * 1000);
          }
          if (round === 0) continue; // to warm up
          found[name].push(median(times));
          found.cpu[name].push(((await cpuOf(all.slice(0, depth))) - before) / each);
        }
      }
      for (const name of ['mdctx', 'bare'] as const) {
        figures.push({ figure: 'latency', what: name, depth, us: median(found[name]) });
        figures.push({ figure: 'cpu', what: name, depth, us: median(found.cpu[name]) });
      }
    }
  });
});

/** Looks at what is left of a deadline and how large the metadata is at the end of each chain. */
async function deadlines({ client, hops }: Chain): Promise<void> {
  for (const depth of depths) {
    const lefts: number[] = [];
    let size = 0;
    for (let i = 0; i < (long ? 50 : 10); i++) {
      const id = nextId();
      const [ctx, cancel] = withTimeout(contextOf(id), timeout);
      const { seen } = await client.unary(ctx, { id, do: 'echo', hops: hops(depth) });
      cancel();
      lefts.push(seen.left);
      size = Math.max(size, seen.size ?? 0);
    }
    const id = nextId();
    const { seen } = await client.unary(contextOf(id), { id, do: 'echo', hops: hops(depth), trail: 64 });
    const grown = seen.size ?? 0;
    figures.push({
      figure: 'deadline',
      what: 'gone at the last service',
      depth,
      ms: timeout - median(lefts),
    });
    figures.push({ figure: 'size', what: 'forwarded as it is', depth, bytes: size });
    figures.push({ figure: 'size', what: '64 bytes more a hop', depth, bytes: grown });
    assert.ok(size < 1000, `${size} bytes`);
    assert.equal(Math.floor((grown - size) / (32 + 'x-trail'.length + 64)), depth - 1);
  }
}

/** Looks at what each service of the longest chain has left of one deadline. */
async function shortened({ all, client, hops }: Chain): Promise<void> {
  const id = nextId();
  const [ctx, cancel] = withTimeout(contextOf(id), timeout);
  await client.unary(ctx, { id, do: 'echo', hops: hops(deepest) });
  cancel();
  let before = timeout;
  for (const service of all) {
    const { left = -1 } = await service.when('run', id);
    assert.ok(left > 0 && left <= before + 1, `${left} ms of ${before}`); // whole milliseconds, rounded up, go on
    before = left;
  }
}

/** Makes calls that the last service refuses, and returns how often its handler ran for each. */
async function refused({ client, hops, last }: Chain, retries: Retries, depth: number, many: number) {
  const service = last(depth);
  const ids = new Set<string>();
  while (ids.size < many) {
    const id = nextId();
    ids.add(id);
    const call = client.unary(contextOf(id), { id, do: 'refuse', retries, hops: hops(depth) });
    await assert.rejects(call, { code: Status.UNAVAILABLE });
  }
  const id = nextId();
  await client.unary(contextOf(id), { id, do: 'echo', hops: hops(depth) });
  await service.when('run', id); // by then all that it told before has been read
  return service.told.filter((told) => told.event === 'run' && ids.has(told.id)).length / many;
}

const quiet = { MDCTX_FLEET_QUIET: '1' };

/** Returns the processor time of all these services, in microseconds. */
async function cpuOf(services: readonly Service[]): Promise<number> {
  let cpu = 0;
  for (const { process } of services) {
    const { user, system } = (await process.ask('cpu')) as NodeJS.CpuUsage;
    cpu += user + system;
  }
  return cpu;
}
