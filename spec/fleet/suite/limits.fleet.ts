import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { background, withTimeout } from 'mdctx/context';
import { MD, newOutgoingContext } from 'mdctx/metadata';
import { Status } from 'nice-grpc-common';
import { type Engine, engines } from '../client/engines';
import type { FleetClient } from '../client/fleet-client';
import { envoy } from '../front/envoy';
import type { Front, FrontKind } from '../front/front';
import { haproxy } from '../front/haproxy';
import { nginx } from '../front/nginx';
import { roundRobin } from '../front/round-robin';
import { Service } from '../support/service';
import { isThere } from '../tools';

// Which fields of a call pass: the figures of docs/operations.md.

const minute = 60_000; // ms

/** How a call ended that carried `md`. */
async function ended(client: FleetClient, md: MD): Promise<Status> {
  const [ctx, cancel] = withTimeout(newOutgoingContext(background(), md), minute);
  try {
    await client.unary(ctx, { id: 'limit', do: 'echo' });
    return Status.OK;
  } catch (error) {
    return Number(Object(error).code);
  } finally {
    cancel();
  }
}

/** Returns the largest number up to `most` for which `passes` holds: it holds for all below it. */
async function largest(most: number, passes: (n: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, most + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await passes(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const values = (n: number) => new MD([['x-many', Array.from({ length: n }, (_, i) => String(i))]]);
const bytes = (n: number) => new MD([['x-long', 'v'.repeat(n)]]);

const peers: readonly [name: string, kind: FrontKind, skip: boolean, engine: Engine | 'grpc-go'][] = [
  ['a service of Node', roundRobin, false, 'nice-grpc'],
  ['a service of grpc-go', roundRobin, false, 'grpc-go'],
  ['nginx', nginx, !isThere('nginx'), 'nice-grpc'],
  ['HAProxy', haproxy, !isThere('haproxy'), 'nice-grpc'],
  ['Envoy', envoy, false, 'nice-grpc'],
];

/** What passes with a peer's own limits: the most values of one key, and the most KiB of one value. */
const limits: Readonly<
  Record<string, { values: readonly [number, number]; kib: readonly [number, number] }>
> = {
  'a service of Node': { values: [100, 120], kib: [15, 64] },
  'a service of grpc-go': { values: [100, 120], kib: [60, 64] }, // those of the client itself
  nginx: { values: [100, 120], kib: [8, 32] },
  HAProxy: { values: [80, 101], kib: [8, 16] },
  Envoy: { values: [80, 100], kib: [50, 60] },
};

describe('the limits of a call that a peer sets by itself', () => {
  for (const [name, kind, skip, engine] of peers) {
    describe(name, { skip }, () => {
      let service: Service;
      let front: Front;
      let client: FleetClient;
      before(async () => {
        service = await Service.start(engine);
        front = await kind.start([service], { own: true });
        client = engines.stub(front.target, front.options);
      });
      after(async () => {
        client.close();
        await front.stop();
        await service.kill();
      });

      it('values of one key, and bytes of one', async () => {
        const passes = async (md: MD) => (await ended(client, md)) === Status.OK;
        const many = await largest(200, (n) => passes(values(n)));
        const kib = await largest(100, (n) => passes(bytes(n * 1024)));
        const refused = [await ended(client, values(many + 1)), await ended(client, bytes((kib + 1) * 1024))];
        console.log(`  ${name}: ${many} values, ${kib} KiB; beyond: ${refused.map((code) => Status[code])}`);
        const { values: ofValues, kib: ofKib } = limits[name] ?? { values: [0, 0], kib: [0, 0] };
        assert.ok(ofValues[0] <= many && many <= ofValues[1], `${many} values`);
        assert.ok(ofKib[0] <= kib && kib <= ofKib[1], `${kib} KiB`);
        assert.equal(await ended(client, values(1)), Status.OK); // the connection, or the next one, is of use
      });
    });
  }
});

describe('what a proxy changes of a call', () => {
  for (const { name, skip, kind, authority } of [
    { name: 'nginx', skip: !isThere('nginx'), kind: nginx, authority: 'fleet' }, // the name of its upstream
    { name: 'HAProxy', skip: !isThere('haproxy'), kind: haproxy, authority: undefined },
    { name: 'Envoy', skip: false, kind: envoy, authority: undefined },
  ]) {
    it(`the authority, and cookies: ${name}`, { skip }, async () => {
      const service = await Service.start('nice-grpc');
      const front = await kind.start([service]);
      const client = engines.stub(front.target, front.options);
      const md = new MD([['cookie', ['a=1', 'b=2']]]);
      const [ctx, cancel] = withTimeout(newOutgoingContext(background(), md), minute);
      const { seen } = await client.unary(ctx, { id: 'changed', do: 'echo' });
      cancel();
      assert.deepEqual([seen.authority, seen.cookies], [authority ?? front.target, ['a=1; b=2']]);
      client.close();
      await front.stop();
      await service.kill();
    });
  }
});

describe('the time that Envoy has for a route', () => {
  it("is the handler's deadline, and a shorter one of the caller wins", async () => {
    const service = await Service.start('nice-grpc');
    const front = await envoy.start([service], { longest: '20s' });
    const client = engines.stub(front.target, front.options);
    for (const timeout of [minute, 10_000]) {
      const [ctx, cancel] = withTimeout(background(), timeout);
      const { seen } = await client.unary(ctx, { id: 'bounded', do: 'echo' });
      cancel();
      const most = Math.min(timeout, 20_000);
      assert.ok(seen.left > 0 && seen.left <= most, `${seen.left} ms were left of ${most}`);
    }
    client.close();
    await front.stop();
    await service.kill();
  });
});

describe('nginx as it comes', { skip: !isThere('nginx') }, () => {
  for (const own of [true, false]) {
    it(own ? 'drops keys with a dot or an underscore' : 'keeps them with two lines', async () => {
      const service = await Service.start('nice-grpc');
      const front = await nginx.start([service], { own });
      const client = engines.stub(front.target, front.options);
      const md = new MD([
        ['a_b', '1'],
        ['a.b', '1'],
        ['x-id', 'i'],
      ]);
      const [ctx] = withTimeout(newOutgoingContext(background(), md), minute);
      const { seen } = await client.unary(ctx, { id: 'dots', do: 'echo' });
      assert.deepEqual(seen.ids, ['i']);
      assert.deepEqual(
        seen.keys?.filter((key) => key === 'a_b' || key === 'a.b'),
        own ? [] : ['a_b', 'a.b'],
      );
      client.close();
      await front.stop();
      await service.kill();
    });
  }

  for (const own of [true, false]) {
    it(own ? 'makes UNAVAILABLE of a header above its buffer' : 'passes it with a larger one', async () => {
      const service = await Service.start('nice-grpc');
      const front = await nginx.start([service], { own });
      const client = engines.stub(front.target, front.options);
      const md = new MD([['x-id', ['v'.repeat(7 * 1024)]]]); // it comes back in the header
      assert.equal(await ended(client, md), own ? Status.UNAVAILABLE : Status.OK);
      client.close();
      await front.stop();
      await service.kill();
    });
  }
});
