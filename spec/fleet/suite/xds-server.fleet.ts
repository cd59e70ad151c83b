import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { register, XdsServer } from '@grpc/grpc-js-xds';
import { setTrailer } from 'mdctx/grpc';
import { serverInterceptor } from 'mdctx/grpc-js';
import { drain } from 'mdctx/lifecycle';
import { fromIncomingContext, MD } from 'mdctx/metadata';
import { Status } from 'nice-grpc-common';
import { type Message, testService } from '../../interop/support/test-service';
import { carriedBy, contextOf } from '../client/checks';
import { engineNames, engines } from '../client/engines';
import { messageOf, type Seen } from '../service/command';
import { freePort } from '../support/ports';
import { ControlPlane } from '../xds/control-plane';
import { serverListener } from '../xds/resources';

// A server that asks the control plane who may call it: here, those that send x-tenant: gold.

describe('an XdsServer with serverInterceptor()', () => {
  let plane: ControlPlane;
  let server: XdsServer;
  let port: number;

  before(async () => {
    plane = await ControlPlane.start();
    register();
    port = await freePort(); // it takes none that is free by itself
    const principals = [{ header: { name: 'x-tenant', stringMatch: { exact: 'gold' } } }];
    const policies = { gold: { permissions: [{ any: true }], principals } };
    await plane.put('server', serverListener(port, { action: 'ALLOW', policies }));
    server = new XdsServer({ interceptors: [serverInterceptor()] });
    const { unaryCall } = testService;
    server.addService({ unaryCall }, { unaryCall: echo });
    await new Promise<void>((resolve, reject) => {
      const insecure = ServerCredentials.createInsecure();
      server.bindAsync(`127.0.0.1:${port}`, insecure, (error) => (error ? reject(error) : resolve()));
    });
  });
  after(async () => {
    assert.equal(await drain(server).start(), 0);
    await plane.stop();
    assert.deepEqual(plane.refused, []);
  });

  for (const engine of engineNames) {
    it(`lets in by metadata, and hands it to the handler whole: ${engine}`, async () => {
      const client = engines[engine](`127.0.0.1:${port}`);
      try {
        const id = `rbac-${engine}`;
        const { seen, trailer } = await client.unary(contextOf(id, 'gold'), { id, do: 'echo' });
        assert.deepEqual(seen.ids, carriedBy(id).ids);
        assert.deepEqual(trailer.get('x-id'), carriedBy(id).ids);
        for (const tenant of ['silver', undefined]) {
          await assert.rejects(client.unary(contextOf(id, tenant), { id, do: 'echo' }), {
            code: Status.PERMISSION_DENIED,
          });
        }
      } finally {
        client.close();
      }
    });
  }
});

function echo(_: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>): void {
  const incoming = fromIncomingContext() ?? new MD();
  const ids = incoming.get('x-id') ?? [];
  setTrailer(new MD([['x-id', ids]]));
  const seen: Seen = { server: 'xds', ids, bins: [], left: -1, tenant: incoming.get('x-tenant')?.[0] ?? '' };
  done(null, messageOf(seen));
}
