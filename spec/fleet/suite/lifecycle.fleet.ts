import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { Status } from 'nice-grpc-common';
import { type Engine, engineNames, engines, grpcEngines } from '../client/engines';
import { Load } from '../client/load';
import { roundRobin } from '../front/round-robin';
import { Service } from '../support/service';
import { pathOf } from '../tools';

// The end of a service, as a load balancer's probe sees it, and the clients whose calls do not end by themselves.

/** What grpc_health_probe ends with. */
const probed = { serving: 0, noConnection: 2, unknown: 3, notServing: 4 };

function probe({ port }: Service, ...args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const all = ['-addr', `127.0.0.1:${port}`, '-connect-timeout', '30s', '-rpc-timeout', '30s', ...args];
    execFile(pathOf('probe'), all, (error) => resolve(error === null ? 0 : Number(error.code)));
  });
}

const long = 600_000; // ms: what goes on so long goes on until it is forced

for (const engine of engineNames) {
  describe(`the end of a service of ${engine}`, () => {
    it('is seen by grpc_health_probe before it comes', async () => {
      const service = await Service.start(engine, engine, long);
      try {
        assert.equal(await probe(service), probed.serving);
        assert.equal(await probe(service, '-rpc-header', 'x-tenant: gold'), probed.serving);
        assert.equal(await probe(service, '-service', 'shop.Unknown'), probed.unknown);
        await service.beginDrain();
        assert.equal(await probe(service), probed.notServing);
        service.process.signal('SIGTERM');
        assert.equal(await service.process.ended, 1); // it was forced
        assert.equal(await probe(service, '-connect-timeout', '100ms'), probed.noConnection);
      } finally {
        await service.kill();
      }
    });

    // An error of Connect's comes after a header, and calls that have one are not made again.
    const become = engine === 'connect' ? 'end with UNAVAILABLE' : 'are made again elsewhere';
    it(`has a retry policy, by which calls that do not end ${become}`, () => forced(engine));
  });
}

async function forced(engine: Engine): Promise<void> {
  const services = [await Service.start(engine, 'first', long), await Service.start(engine, 'second', long)];
  const [first, second] = services as [Service, Service];
  const { target, options } = await roundRobin.start(services, { retries: true });
  // Connect makes nothing again.
  const client = engines[grpcEngines.includes(engine) ? engine : 'stub'](target, options);
  try {
    await first.hold();
    const held = new Set<string>();
    const some = new Promise<void>((resolve) => {
      first.process.each(({ event, id }) => {
        if (event === 'held') held.add(String(id));
        if (held.size === 4) resolve();
      });
    });
    const load = new Load(client, 8);
    await some;
    await first.beginDrain();
    first.process.signal('SIGTERM');
    assert.equal(await first.process.ended, 1);
    await load.end(0);
    assert.deepEqual(load.mixed, []);
    if (engine === 'connect') {
      const lost = load.failures.map(({ id, code, details }) => [id, code, details]);
      const told = [...held].map((id) => [id, Status.UNAVAILABLE, 'server is shutting down']);
      assert.deepEqual(lost.sort(), told.sort());
      return;
    }
    assert.deepEqual(load.failures, []);
    const answered = load.answered.get(second.instance);
    assert.deepEqual(
      [...held].filter((id) => !answered?.has(id)),
      [],
    );
  } finally {
    client.close();
    await Promise.all(services.map((service) => service.kill()));
  }
}
