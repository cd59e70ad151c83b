import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { register } from '@grpc/grpc-js-xds';
import { Status } from 'nice-grpc-common';
import { engines } from '../client/engines';
import { Load } from '../client/load';
import type { FrontKind } from '../front/front';
import { fronts } from '../front/fronts';
import { Rolling } from '../support/rolling';
import { type Kind, Service } from '../support/service';
import { ControlPlane } from '../xds/control-plane';

// Each service is ended by SIGTERM and started again, one after the other, and then one is killed, while callers go on.

const [calls, callers] = process.env.MDCTX_FLEET_LONG ? [20_000, 16] : [2000, 8];
const warm = 20; // answers of each service: by then a proxy has its connections
const kinds: readonly Kind[] = ['nice-grpc', 'grpc-js', 'stub', 'grpc-go'];
let plane: ControlPlane;

before(async () => {
  plane = await ControlPlane.start();
  register();
});
after(() => plane.stop());

for (const { name, kind, skip } of fronts(() => plane)) {
  describe(`a rolling restart behind ${name}`, { skip }, () => {
    const services: Service[] = [];
    before(async () => {
      const { notServingFor } = kind();
      services.push(...(await Promise.all(kinds.map((one) => Service.start(one, one, notServingFor)))));
    });
    after(() => Promise.all(services.map((service) => service.kill())));

    it('loses no call with a retry policy', async () => {
      const { failures, again, open } = await restarted(kind(), services, true);
      assert.deepEqual(failures, []);
      assert.deepEqual(
        again.filter((id) => !open.has(id)),
        [],
        'handlers that ran again',
      );
    });

    it('loses without one those in flight at the one that is killed', async () => {
      const { failures, again, open, ran } = await restarted(kind(), services, false);
      const { losesUnheard, triesAgain } = kind();
      const early = failures.filter(({ id }) => !open.has(id) && (!losesUnheard || ran(services).has(id)));
      assert.deepEqual(early, [], 'lost while all were ended in order');
      const elsewhere = ran(services.slice(1));
      assert.deepEqual(
        failures.filter(({ id }) => elsewhere.has(id)),
        [],
        'lost where nothing was killed',
      );
      assert.ok(failures.every(({ code }) => code === Status.UNAVAILABLE || code === Status.INTERNAL));
      if (triesAgain)
        assert.deepEqual(
          again.filter((id) => !open.has(id)),
          [],
          'handlers that ran again',
        );
      else assert.deepEqual(again, [], 'handlers that ran again');
    });
  });
}

/** Restarts `services` behind a front in turn, kills the first, and returns what became of the calls meanwhile. */
async function restarted(kind: FrontKind, services: readonly Service[], retries: boolean) {
  const front = await kind.start(services, { retries });
  const client = engines.stub(front.target, front.options);
  try {
    const rolling = new Rolling(services);
    const load = new Load(client, callers);
    await load.until(() =>
      services.every(({ instance }) => (load.answered.get(instance)?.size ?? 0) >= warm),
    );
    do await rolling.restart(load);
    while (load.calls < calls * 0.9);
    const open = await rolling.kill(load);
    await load.end(calls);
    assert.deepEqual(load.mixed, []);
    const { failures } = load;
    const again = rolling.ranAgain();
    const how = `${kind.name}, ${retries ? 'with' : 'without'} retries`;
    console.log(`  ${how}: ${load.calls} calls, ${failures.length} lost, ${again.length} run again`);
    return { failures, again, open, ran: (some: readonly Service[]) => rolling.ranIn(some) };
  } finally {
    client.close();
    await front.stop();
  }
}
