import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { after, before, describe, it } from 'node:test';
import { register } from '@grpc/grpc-js-xds';
import { background, withTimeout } from 'mdctx/context';
import { Status } from 'nice-grpc-common';
import { encode } from '../../interop/support/protobuf';
import { contextOf } from '../client/checks';
import { engines } from '../client/engines';
import { xds } from '../front/xds';
import { Service } from '../support/service';
import { ControlPlane } from '../xds/control-plane';
import { cluster, listener, routes } from '../xds/resources';

// What an operator sees of calls: the rows of docs/operations.md.

let plane: ControlPlane;
let last: Service;

before(async () => {
  plane = await ControlPlane.start();
  register();
  last = await Service.start('grpc-js');
});
after(async () => {
  await last.kill();
  await plane.stop();
});

/** Has a service that traces `what` hand a call on to `target`, and calls `look` with its log and the id of the call. */
async function traced(what: string, target: string, look: (first: Service, id: string) => Promise<void>) {
  Object.assign(process.env, { GRPC_VERBOSITY: 'DEBUG', GRPC_TRACE: what });
  const first = await Service.start('nice-grpc');
  for (const name of ['GRPC_VERBOSITY', 'GRPC_TRACE']) delete process.env[name];
  const client = engines.stub(`127.0.0.1:${first.port}`);
  try {
    const id = `traced-${what}`;
    await client.unary(contextOf(id), { id, do: 'echo', hops: [target] });
    await look(first, id);
  } finally {
    client.close();
    await first.kill();
  }
}

describe('GRPC_TRACE', () => {
  it('tells which connection a call took, and nothing that it carried', () =>
    traced('subchannel,transport,load_balancing_call', `127.0.0.1:${last.port}`, async ({ process }, id) => {
      await process.said('| load_balancing_call |');
      await process.said(`127.0.0.1:${last.port}`);
      assert.ok(!process.stderr.includes(id));
    }));

  it('tells what a call carried, if it is all', () =>
    traced('all', `127.0.0.1:${last.port}`, ({ process }, id) => process.said(`x-id: ${id}`)));

  it('tells what the control plane said', async () => {
    const { target } = await xds(plane).start([last]);
    const name = target.replace('xds:///', '');
    await traced('xds_client', target, async ({ process }) => {
      await process.said('| xds_client |');
      await process.said(name);
    });
  });
});

describe('xDS', () => {
  it('refuses LEAST_REQUEST, which the control plane is told', async () => {
    const [name, action] = ['least', { cluster: 'least' }];
    const fewest = { lbPolicy: 'LEAST_REQUEST' };
    await plane.put(name, listener(name), routes(name, { action }), ...cluster(name, [last], fewest));
    const client = engines.stub(`xds:///${name}`);
    const refused = plane.whenRefused();
    const call = client.unary(contextOf(name), { id: name, do: 'echo' }).catch(() => {});
    assert.match(await refused, /LEAST_REQUEST|lb_policy|lbPolicy/i);
    client.close();
    await plane.put(name); // it is gone
    await call;
  });

  it('has a call to an unknown name wait for its deadline', async () => {
    const client = engines.stub('xds:///unknown');
    const [ctx] = withTimeout(background(), 500);
    await assert.rejects(client.unary(ctx, { id: 'unknown', do: 'echo' }), {
      code: Status.DEADLINE_EXCEEDED,
    });
    client.close();
  });
});

describe('the tracing channels', () => {
  it('tell of each call when it starts, when it ends, and whether it failed', async () => {
    const told = { start: 0, asyncEnd: 0, error: 0 };
    const channel = tracingChannel('mdctx.client');
    const subscribers = {
      start: () => void told.start++,
      asyncEnd: () => void told.asyncEnd++,
      error: () => void told.error++,
      end: () => {},
      asyncStart: () => {},
    };
    channel.subscribe(subscribers);
    const client = engines.stub(`127.0.0.1:${last.port}`);
    for (let i = 0; i < 3; i++) await client.unary(contextOf(`told-${i}`), { id: `told-${i}`, do: 'echo' });
    const status = encode([
      [1, Status.NOT_FOUND],
      [2, Buffer.from('none')],
    ]).toString('base64');
    const call = client.unary(contextOf('told'), { id: 'told', do: 'fail', status });
    await assert.rejects(call, { code: Status.NOT_FOUND });
    channel.unsubscribe(subscribers);
    client.close();
    assert.deepEqual(told, { start: 4, asyncEnd: 4, error: 1 });
  });
});
