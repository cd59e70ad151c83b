import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { register } from '@grpc/grpc-js-xds';
import { withTimeout } from 'mdctx/context';
import { Status } from 'nice-grpc-common';
import { contextOf, isOf, untilReached } from '../client/checks';
import { engines, grpcEngines } from '../client/engines';
import type { FleetClient } from '../client/fleet-client';
import { Load } from '../client/load';
import { Program } from '../support/program';
import { Service } from '../support/service';
import { pathOf } from '../tools';
import { ControlPlane } from '../xds/control-plane';
import { cluster, listener, type Resource, type Route, retryPolicy, routes } from '../xds/resources';

const to = (name: string): Route => ({ action: { cluster: `cluster-${name}` } });
const matching = (header: Resource): Route => ({ match: { headers: [header] }, ...to('a') });
const lasting = (time: string): Route => ({
  action: { cluster: 'cluster-a', maxStreamDuration: { maxStreamDuration: time } },
});
const weighted = {
  clusters: [
    { name: 'cluster-a', weight: 90 },
    { name: 'cluster-b', weight: 10 },
  ],
};
const hashPolicy = [{ header: { headerName: 'x-tenant' } }];

/**
 * Where calls go, by the target: `xds:///NAME`. The clusters `a` and `b` are one service each, and `both` is both of them. All are
 * known before the first client asks: one that asks just when something is sent may wait for its answer without end.
 */
const targets: Readonly<Record<string, readonly Route[]>> = {
  tenant: [matching({ name: 'x-tenant', stringMatch: { exact: 'gold' } }), to('b')],
  pair: [
    matching({ name: 'x-id', stringMatch: { safeRegex: { regex: 'xds-call-\\d+,xds-call-\\d+, again' } } }),
    to('b'),
  ],
  bytes: [matching({ name: 'x-id-bin', presentMatch: true }), to('b')],
  weighted: [{ action: { weightedClusters: weighted } }],
  hashed: [{ action: { cluster: 'cluster-both', hashPolicy } }],
  short: [lasting('0.8s')],
  long: [lasting('20s')],
  retried: [{ action: { cluster: 'cluster-a', retryPolicy } }],
  changing: [to('a')],
  orphaned: [to('a')],
};

let plane: ControlPlane;
let services: readonly [Service, Service];
let calls = 0;

type Endpoints = Partial<Record<'a' | 'b' | 'both', readonly Service[]>>;

function resourcesOf(name: string, list: readonly Route[], changed: Endpoints = {}): readonly Resource[] {
  const [a, b] = services;
  const named = (action: Resource) =>
    JSON.parse(JSON.stringify(action).replace(/"cluster-(\w+)"/g, `"${name}-$1"`));
  const own = list.map(({ match = {}, action }) => ({ match, action: named(action) }));
  const more = name === 'hashed' ? { lbPolicy: 'RING_HASH' } : {};
  const clusters = Object.entries({ a: [a], b: [b], both: [a, b], ...changed }).flatMap(([key, services]) =>
    cluster(`${name}-${key}`, services, more),
  );
  return [listener(name), routes(name, ...own), ...clusters];
}

/** Changes where calls to a target go. */
function put(name: string, list: readonly Route[], changed?: Endpoints): Promise<void> {
  return plane.put(name, ...resourcesOf(name, list, changed));
}

before(async () => {
  plane = await ControlPlane.start();
  register();
  services = await Promise.all([Service.start('nice-grpc', 'a'), Service.start('grpc-js', 'b')]);
  await plane.putAll(Object.entries(targets).map(([name, list]) => [name, resourcesOf(name, list)]));
});
after(async () => {
  await Promise.all(services.map((service) => service.kill()));
  await plane.stop();
  assert.deepEqual(plane.refused, []);
});

/** Makes a call, and returns the name of the service that answered. */
async function reach(client: FleetClient, tenant?: string): Promise<string> {
  const id = `xds-call-${++calls}`;
  const answer = await client.unary(contextOf(id, tenant), { id, do: 'echo' });
  assert.ok(isOf(id, answer), id);
  return answer.seen.server.split('.')[0] ?? '';
}

async function times<T>(n: number, f: () => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let i = 0; i < n; i++) found.push(await f());
  return found;
}

for (const engine of grpcEngines) {
  describe(`xDS, called by ${engine}`, () => {
    const open: FleetClient[] = [];
    const dial = (name: string): FleetClient => {
      const client = engines[engine](`xds:///${name}`);
      open.push(client);
      return client;
    };
    after(() => {
      for (const client of open) client.close();
    });

    it('routes by a key that appendToOutgoingContext set, and by nothing else', async () => {
      const client = dial('tenant');
      assert.deepEqual(new Set(await times(10, () => reach(client, 'gold'))), new Set(['a']));
      assert.deepEqual(new Set(await times(10, () => reach(client, 'silver'))), new Set(['b']));
      assert.deepEqual(new Set(await times(10, () => reach(client))), new Set(['b']));
    });

    it('matches a key with two values as one text, which a comma joins', async () => {
      const client = dial('pair');
      assert.equal(await reach(client), 'a');
    });

    it('never matches a key of bytes', async () => {
      const client = dial('bytes');
      assert.equal(await reach(client), 'b');
    });

    it('shares calls out by weight', async () => {
      const client = dial('weighted');
      const reached = await times(300, () => reach(client));
      const share = reached.filter((name) => name === 'a').length / reached.length;
      assert.ok(share > 0.8 && share < 0.98, `${share} of the calls went to a`); // six standard deviations
    });

    it('keeps a tenant with one service by its hash', async () => {
      const client = dial('hashed');
      const reached = new Set<string>();
      for (let tenant = 0; tenant < 16; tenant++) {
        const of = new Set(await times(5, () => reach(client, `tenant-${tenant}`)));
        assert.equal(of.size, 1, `tenant ${tenant} went to ${[...of]}`);
        for (const name of of) reached.add(name);
      }
      assert.deepEqual(reached, new Set(['a', 'b']));
    });

    it("ends a call at its route's time, which the handler's deadline is too", async () => {
      const client = dial('short');
      const id = `xds-duration-${++calls}`;
      // What is left of the time when the handler runs: on a busy machine that may be nothing, and then it does not run.
      const left = (most: number) =>
        untilReached(most, async () => {
          const [ctx, cancel] = withTimeout(contextOf(id), most);
          const call = client.unary(ctx, { id, do: 'echo' });
          const answer = await call.catch((error) => {
            assert.equal(error.code, Status.DEADLINE_EXCEEDED);
          });
          cancel();
          return answer?.seen.left;
        });
      const all = await left(60_000);
      assert.ok(all > 0 && all <= 800, `${all} ms were left`);
      const less = await left(500);
      assert.ok(less > 0 && less <= 500, `${less} ms were left`);
      await assert.rejects(client.unary(contextOf(id), { id, do: 'hang' }), {
        code: Status.DEADLINE_EXCEEDED,
      });
    });

    it('makes a call again that failed, with what it carried, once', async () => {
      const client = dial('retried');
      const id = `xds-retry-${++calls}`;
      const answer = await client.unary(contextOf(id), { id, do: 'waver' });
      assert.ok(isOf(id, answer));
      assert.deepEqual(answer.seen.attempts, ['2']);
    });

    it('follows endpoints and routes that change while calls run', async () => {
      const load = new Load(dial('changing'), 4);
      const [a, b] = services;
      await onlyBy(load, 'a');
      await put('changing', [to('a')], { a: [a, b] }); // an endpoint is added
      await bothBy(load);
      await put('changing', [to('a')], { a: [b] }); // and one is removed
      await onlyBy(load, 'b');
      await put('changing', [to('both')]);
      await bothBy(load);
      await put('changing', [to('a')]);
      await onlyBy(load, 'a');
      await load.end(0);
      assert.deepEqual(load.failures, []);
      assert.deepEqual(load.mixed, []);
    });
  });
}

/** Returns how many calls each service has answered. */
function answers({ answered }: Load): Map<string, number> {
  return new Map([...answered].map(([name, { size }]) => [name.split('.')[0] ?? '', size]));
}

/** Waits until the service that is wanted has answered twenty calls since any other did. */
async function onlyBy(load: Load, wanted: string): Promise<void> {
  let before = answers(load);
  await load.until(() => {
    const now = answers(load);
    const others = [...now].filter(([name, n]) => name !== wanted && n > (before.get(name) ?? 0));
    if (others.length > 0) before = now;
    return others.length === 0 && (now.get(wanted) ?? 0) >= (before.get(wanted) ?? 0) + 20;
  });
}

/** Waits until each service has answered five calls more. */
async function bothBy(load: Load): Promise<void> {
  const before = answers(load);
  await load.until(() => {
    const now = answers(load);
    return ['a', 'b'].every((name) => (now.get(name) ?? 0) >= (before.get(name) ?? 0) + 5);
  });
}

describe('xDS, whose control plane is gone', () => {
  it('goes on as it was, and follows the next one', async () => {
    const client = engines.stub('xds:///orphaned');
    assert.equal(await reach(client), 'a');
    await plane.stop();
    assert.deepEqual(new Set(await times(20, () => reach(client))), new Set(['a']));
    await plane.restart();
    await put('orphaned', [to('b')]);
    while ((await reach(client)) !== 'b');
    client.close();
  });
});

describe('xDS, called by grpc-go', () => {
  it('routes by x-tenant', async () => {
    assert.deepEqual((await goCalls('tenant', '-tenant', 'gold')).servers, { a: 300 });
    assert.deepEqual((await goCalls('tenant', '-tenant', 'silver')).servers, { b: 300 });
  });

  it('shares calls out by weight', async () => {
    const { servers } = await goCalls('weighted');
    const { a = 0 } = servers;
    assert.ok(a > 240 && a < 294, `${a} calls went to a`);
  });

  it('keeps a tenant with one service by its hash', async () => {
    for (const tenant of ['gold', 'silver', 'bronze']) {
      const { servers } = await goCalls('hashed', '-tenant', tenant);
      assert.deepEqual(Object.values(servers), [300]);
    }
  });

  it("has its route's time at the handler", async () => {
    const { left } = await goCalls('long'); // its own is a minute
    assert.ok(left > 0 && left <= 20_000, `${left} ms were left`);
  });

  it('makes a call again that failed, with what it carried, once', async () => {
    assert.deepEqual((await goCalls('retried', '-do', 'waver')).attempts, { 2: 300 });
  });

  it('follows endpoints that change while calls run', async () => {
    const [a, b] = services;
    const calls = goCalls('changing', '-tenant', 'follows', '-until', 'b');
    await a.when('run', 'go-follows-0');
    await put('changing', [to('a')], { a: [b] });
    assert.deepEqual(Object.keys((await calls).servers).sort(), ['a', 'b']);
  });
});

/** Runs the client in Go, all of whose calls succeed, and returns what it tells. */
async function goCalls(name: string, ...args: string[]) {
  const program = new Program(pathOf('fleet'), [
    'call',
    '-target',
    `xds:///${name}`,
    '-calls',
    '300',
    ...args,
  ]);
  const { calls, failed, mixed, servers, left, attempts } = await program.when((line) =>
    typeof line.calls === 'number' ? line : undefined,
  );
  assert.deepEqual([failed, mixed], [{}, 0], `${calls} calls`);
  const byName = Object.entries(Object(servers)).map(([name, n]) => [name.split('.')[0], Number(n)]);
  return {
    servers: Object.fromEntries(byName) as Record<string, number>,
    left: Number(left),
    attempts: Object(attempts),
  };
}
