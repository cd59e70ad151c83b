import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { register } from '@grpc/grpc-js-xds';
import { checks, contextOf, type Way } from '../client/checks';
import { engineNames, engines } from '../client/engines';
import type { Front } from '../front/front';
import { fronts } from '../front/fronts';
import { kinds, Service } from '../support/service';
import { ControlPlane } from '../xds/control-plane';

// Two services stand behind each front, one after the other: a client calls one of Node's, which goes on, through the
// front again, to one of any kind.

const times = 10; // of each check: some go to each service
const lasts: Service[] = [];
const middles: Service[] = [];
let plane: ControlPlane;

before(async () => {
  plane = await ControlPlane.start();
  register();
  lasts.push(...(await Promise.all(kinds.map((kind) => Service.start(kind, `last-${kind}`)))));
  middles.push(...(await Promise.all(engineNames.map((kind) => Service.start(kind, `middle-${kind}`)))));
});

after(async () => {
  await Promise.all([...lasts, ...middles].map((service) => service.kill()));
  await plane.stop();
});

for (const { name, kind, engines: callers, skip } of fronts(() => plane)) {
  describe(`the fleet behind ${name}`, { skip }, () => {
    let first: Front;
    let second: Front;
    before(async () => {
      first = await kind().start(middles);
      second = await kind().start(lasts);
    });
    after(async () => {
      await first.stop();
      await second.stop();
      assert.deepEqual(plane.refused, []);
    });

    for (const engine of callers) {
      describe(`called by ${engine}`, () => {
        let way: Way;
        before(() => {
          const client = engines[engine](first.target, first.options);
          way = { client, hops: [second.target], last: lasts };
        });
        after(() => way.client.close());

        for (const [title, check] of Object.entries(checks)) {
          it(title, async () => {
            await Promise.all(Array.from({ length: times }, () => check(way)));
          });
        }

        it('goes to each service', async () => {
          const reached = new Set<string>();
          for (let i = 0; reached.size < lasts.length; i++) {
            const id = `spread-${engine}-${i}`;
            const { seen } = await way.client.unary(contextOf(id), { id, do: 'echo', hops: way.hops });
            reached.add(seen.server);
            assert.ok(i < 100, `only ${[...reached]} were reached`);
          }
        });
      });
    }
  });
}
