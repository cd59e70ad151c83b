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

const [calls, callers] = process.env.MDCTX_FLEET_LONG ? [20_000, 16] : [1000, 8]; // each with and without retries
const warm = 20; // answers of each service: by then a proxy has its connections
const kinds: readonly Kind[] = ['nice-grpc', 'grpc-js', 'stub', 'connect', 'grpc-go'];
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
      const { failures, unannounced, open } = await restarted(kind(), services, true);
      assert.deepEqual(failures, []);
      assert.deepEqual(besides(unannounced, kind().sendsAgain ? open : none), [], 'handlers that ran again');
    });

    it('loses without one those in flight at the one that is killed', async () => {
      const { failures, unannounced, open, ran, ranElsewhere } = await restarted(kind(), services, false);
      const { losesUnheard, sendsAgain, viaProxy } = kind();
      const lost = failures.map(({ id }) => id);
      const inOrder = besides(lost, open).filter((id) => !losesUnheard || ran.has(id));
      assert.deepEqual(inOrder, [], 'lost while all were ended in order');
      assert.deepEqual(
        lost.filter((id) => ranElsewhere.has(id)),
        [],
        'lost where nothing was killed',
      );
      const codes = [Status.UNAVAILABLE, ...(viaProxy ? [Status.INTERNAL] : [])];
      for (const failure of failures)
        assert.ok(codes.includes(Number(failure.code)), JSON.stringify(failure));
      assert.deepEqual(besides(unannounced, sendsAgain ? open : none), [], 'handlers that ran again');
    });
  });
}

const none: ReadonlySet<string> = new Set();

function besides(ids: readonly string[], known: ReadonlySet<string>): string[] {
  return ids.filter((id) => !known.has(id));
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
    await rolling.settle();
    assert.deepEqual(load.mixed, []);
    const { failures } = load;
    const again = [...rolling.runs()].filter(([, runs]) => runs.length > 1);
    const how = `${kind.name}, ${retries ? 'with' : 'without'} retries`;
    console.log(`  ${how}: ${load.calls} calls, ${failures.length} lost, ${again.length} run again`);
    return {
      failures,
      open,
      ran: new Set(rolling.runs().keys()),
      ranElsewhere: new Set(rolling.runs(services.slice(1)).keys()),
      /** The calls of which a handler ran again, though the call did not say that it was made again. */
      unannounced: again
        .filter(([, runs]) => runs.filter(({ attempts }) => attempts.length === 0).length > 1)
        .map(([id]) => id),
    };
  } finally {
    client.close();
    await front.stop();
  }
}
